import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Http } from '../../net/http.ts'

/** Where the service APIs of a hub are. */
export interface HubServer {
  /** Gives service tokens (RFC 6749 section 4.4). */
  tokenEndpoint: string
  apiBase: string
}

/** Akoya has a scope for each of its service APIs. */
export const hubScopes = {
  connectors: 'app_management_v2',
  consents: 'notifications_subscriptions advisory',
} as const

export interface HubCall {
  http: Http
  server: HubServer
  accessToken: string
  signal: AbortSignal
}

const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().min(0).max(31_536_000).catch(300),
})

/**
 * Gets a service token. It is the app's own, and reads no data of a user.
 *
 * @throws AppError `client_rejected`, `rate_limited`, `server_unavailable`, `answer_invalid`, and why the network failed
 * @see Akoya page "Service token"
 */
export async function requestServiceToken(
  { http, server, signal }: Omit<HubCall, 'accessToken'>,
  wanted: { clientId: string; clientSecret: string; scope: string },
): Promise<{ accessToken: string; expiresInMs: number }> {
  const pair = Buffer.from(`${wanted.clientId}:${wanted.clientSecret}`).toString('base64')
  const response = await http.fetch(server.tokenEndpoint, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Basic ${pair}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: wanted.scope }),
    signal,
  })
  const { host } = new URL(server.tokenEndpoint)
  const answer = tokenAnswer.safeParse(await bodyOf(response, host))
  if (!answer.success) throw new AppError('answer_invalid', { host, cause: 'access_token' })
  return { accessToken: answer.data.access_token, expiresInMs: answer.data.expires_in * 1000 }
}

const mostPages = 40
const pageLength = 500

const subscriptions = z.object({
  page: z.object({ total_elements: z.int().min(0) }).optional(),
  subscription_status: z.array(z.unknown()),
})
const subscription = z.object({
  provider_id: z.string().regex(/^[\w.-]{1,100}$/),
  display_name: z.string().trim().min(1).max(200).optional(),
  status: z.string(),
})

/**
 * The connectors that an app is subscribed to, in the hub's order.
 *
 * @throws AppError as `requestServiceToken`, `not_found` for an unknown app
 * @see Akoya page "Apps Management v2", subscription status
 */
export async function readConnectors(
  call: HubCall,
  appId: string,
): Promise<{ connector: string; name: string }[]> {
  const found = new Map<string, string>()
  for (let page = 0; page < mostPages; page += 1) {
    const query = new URLSearchParams({ status: 'ACTIVE', page: String(page), size: String(pageLength) })
    const path = `/manage/v2/subscriptions/${encodeURIComponent(appId)}/status?${query}`
    const answer = subscriptions.safeParse(await get(call, path))
    if (!answer.success) throw invalid(call, 'subscription_status')
    const before = found.size
    for (const item of answer.data.subscription_status) {
      const read = subscription.safeParse(item)
      if (!read.success || read.data.status !== 'ACTIVE' || found.has(read.data.provider_id)) continue
      found.set(read.data.provider_id, read.data.display_name ?? read.data.provider_id)
    }
    const total = answer.data.page?.total_elements ?? 0
    // A server that ignores the page repeats the first.
    if (found.size >= total || found.size === before) break
  }
  return [...found].map(([connector, name]) => ({ connector, name }))
}

/** `ACTIVE`, `REVOKED`, `EXPIRED`; FDX may add others. */
const consent = z.object({ status: z.string().regex(/^[A-Z_]{1,40}$/) })

/**
 * What the hub says of a consent.
 *
 * @returns null where it has none of this id
 * @throws AppError as `requestServiceToken`
 * @see Akoya page "Get consent grant"
 */
export async function readHubConsent(call: HubCall, consentId: string): Promise<string | null> {
  try {
    const answer = consent.safeParse(await get(call, `/consents/v1/${encodeURIComponent(consentId)}`))
    if (!answer.success) throw invalid(call, 'status')
    return answer.data.status
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return null
    throw thrown
  }
}

async function get({ http, server, accessToken, signal }: HubCall, path: string): Promise<unknown> {
  const url = `${server.apiBase}${path}`
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` }
  return bodyOf(await http.fetch(url, { headers, signal, maxBytes: 4 * 1024 * 1024 }), new URL(url).host)
}

async function bodyOf(response: Response, host: string): Promise<unknown> {
  const { status } = response
  const text = await response.text()
  if (status === 401 || status === 403 || status === 400)
    throw new AppError('client_rejected', { host, status })
  if (status === 404) throw new AppError('not_found', { host, status })
  if (status === 429) throw new AppError('rate_limited', { host, status })
  if (status >= 500 || status === 408) throw new AppError('server_unavailable', { host, status })
  if (status !== 200) throw new AppError('answer_invalid', { host, status })
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('answer_invalid', { host, status })
  }
}

function invalid({ server }: HubCall, cause: string): AppError {
  return new AppError('answer_invalid', { host: new URL(server.apiBase).host, cause })
}
