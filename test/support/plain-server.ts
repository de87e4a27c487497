import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const dayMs = 24 * 60 * 60_000

/** How an institution's server without OpenID differs from one that works. */
export interface PlainFaults {
  /** Gives no refresh token. */
  refreshes?: false
  /** Sends every browser on to another server's sign-in, with that server's client and redirect URI: mix-up. */
  mixesUpWith?: { authorize: string; clientId: string; redirectUri: string }
  /** Adds this `iss` to its answers. */
  iss?: string
  /** What the login address answers. */
  login?: { status: number; body: unknown }
  /** Paths that are gone: the institution has moved. */
  gone?: string[]
  /** Replaces members of the token answer. */
  answer?: Record<string, unknown>
}

export interface PlainServer {
  base: string
  faults: PlainFaults
  now: () => number
  /** What each request to an endpoint carried: never a header or a token. */
  requests: { path: string; form: URLSearchParams }[]
  /** Codes that it was sent and has refused, because they were spent or late. */
  refusedCodes: number
  close(): Promise<void>
}

interface Code {
  redirectUri: string
  expiresAtMs: number
}

/**
 * An authorization server as brokers have them: OAuth 2 without OpenID, without metadata, without `iss` and PKCE, which it refuses. It
 * compares the redirect URI and the Basic header exactly. A code works for 30 s and once, a refresh token once and for seven days from the
 * authorization, and a spent one that is sent again ends the whole grant.
 */
export async function startPlainServer(client: {
  clientId: string
  clientSecret: string
  redirectUris: string[]
}): Promise<PlainServer> {
  const codes = new Map<string, Code>()
  /** Live refresh tokens, and spent ones, by grant. */
  const grants = new Map<string, { untilMs: number; live: string; spent: string[]; access: string[] }>()
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const plain: PlainServer = {
    base,
    faults: {},
    now: Date.now,
    requests: [],
    refusedCodes: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', base)
    let body = ''
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8')
    const form = new URLSearchParams(body)
    response.setHeader('date', new Date(plain.now()).toUTCString())
    if (request.method === 'HEAD') return void response.writeHead(204).end()
    plain.requests.push({ path: url.pathname, form })
    if (plain.faults.gone?.includes(url.pathname)) {
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
    }
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /v1/oauth/authorize':
        return authorize(response, url.searchParams)
      case 'POST /v1/oauth/token':
        return isClient(request) ? token(response, form) : send(response, 401, { error: 'invalid_client' })
      case 'POST /v1/oauth/revoke':
        return revoke(response, form)
      case 'GET /trader/v1/userPreference':
        return preference(response, request.headers.authorization ?? '')
      default:
        return send(response, 404, {})
    }
  }

  function isClient({ headers }: IncomingMessage): boolean {
    const { clientId, clientSecret } = client
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
    return headers.authorization === `Basic ${basic}`
  }

  function authorize(response: ServerResponse, asked: URLSearchParams): void {
    const { mixesUpWith, iss } = plain.faults
    if (mixesUpWith) {
      const there = new URL(mixesUpWith.authorize)
      there.search = new URLSearchParams({
        response_type: 'code',
        client_id: mixesUpWith.clientId,
        redirect_uri: mixesUpWith.redirectUri,
        state: asked.get('state') ?? '',
      }).toString()
      return void response.writeHead(302, { location: there.href }).end()
    }
    const redirectUri = asked.get('redirect_uri') ?? ''
    const isKnown = asked.get('client_id') === client.clientId && client.redirectUris.includes(redirectUri)
    const hasForeign = asked.has('nonce') || asked.has('code_challenge') || asked.has('prompt')
    if (!isKnown || hasForeign) return send(response, 400, { error: 'invalid_request' })
    // As Schwab's codes end.
    const code = `C0.${randomBytes(12).toString('base64url')}@`
    codes.set(code, { redirectUri, expiresAtMs: plain.now() + 30_000 })
    const query = new URLSearchParams({
      code,
      session: 'ba6e',
      state: asked.get('state') ?? '',
      ...(iss === undefined ? {} : { iss }),
    })
    response.writeHead(302, { location: `${redirectUri}${redirectUri.includes('/', 8) ? '' : '/'}?${query}` })
    response.end()
  }

  function token(response: ServerResponse, form: URLSearchParams): void {
    return form.get('grant_type') === 'refresh_token' ? refresh(response, form) : exchange(response, form)
  }

  function exchange(response: ServerResponse, form: URLSearchParams): void {
    const given = form.get('code') ?? ''
    const code = codes.get(given)
    codes.delete(given)
    if (!code || plain.now() >= code.expiresAtMs || form.get('redirect_uri') !== code.redirectUri) {
      plain.refusedCodes += 1
      return send(response, 400, { error: 'invalid_grant' })
    }
    const id = randomBytes(6).toString('hex')
    grants.set(id, { untilMs: plain.now() + 7 * dayMs, live: '', spent: [], access: [] })
    issue(response, id)
  }

  function refresh(response: ServerResponse, form: URLSearchParams): void {
    const given = form.get('refresh_token') ?? ''
    const [id, grant] = [...grants].find(([, { live, spent }]) => [live, ...spent].includes(given)) ?? []
    if (id === undefined || !grant || grant.live !== given || plain.now() >= grant.untilMs) {
      if (id !== undefined) grants.delete(id)
      return send(response, 400, { error: 'invalid_grant' })
    }
    grant.spent.push(given)
    issue(response, id)
  }

  function issue(response: ServerResponse, id: string): void {
    const grant = grants.get(id)
    if (!grant) return send(response, 500, {})
    const access = `access-${randomBytes(12).toString('base64url')}`
    grant.live = `refresh-${randomBytes(12).toString('base64url')}`
    grant.access.push(access)
    send(response, 200, {
      access_token: access,
      token_type: 'Bearer',
      expires_in: 1800,
      scope: 'api',
      id_token: 'not-an-id-token',
      ...(plain.faults.refreshes === false ? {} : { refresh_token: grant.live }),
      ...plain.faults.answer,
    })
  }

  function revoke(response: ServerResponse, form: URLSearchParams): void {
    const given = form.get('token') ?? ''
    for (const [id, { live, access }] of grants) if ([live, ...access].includes(given)) grants.delete(id)
    response.writeHead(200).end()
  }

  function preference(response: ServerResponse, authorization: string): void {
    const isKnown = [...grants.values()].some(({ access }) =>
      access.some((one) => authorization === `Bearer ${one}`),
    )
    if (!isKnown) return send(response, 401, {})
    const { status = 200, body = { streamerInfo: [{ schwabClientCustomerId: 'ortega-19' }] } } =
      plain.faults.login ?? {}
    send(response, status, body)
  }

  return plain
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
