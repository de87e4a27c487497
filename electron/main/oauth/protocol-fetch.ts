import type { CustomFetch } from 'openid-client'
import { AppError } from '../errors.ts'
import type { Server } from './server.ts'

/**
 * The fetch given to the strict library. A token answer passes through the profile's adapter first; answers that are no answer of
 * the protocol at all are named here, where status and type are still known.
 *
 * @throws AppError `portal`, `rate_limited`, `server_unavailable`, and what `http.fetch` throws
 */
export function protocolFetch(server: Server, signal: AbortSignal): CustomFetch {
  return async (url, options) => {
    const { body } = options
    if (body instanceof ReadableStream || body instanceof ArrayBuffer)
      throw new TypeError('a stream is never sent')
    const response = await server.http.fetch(url, {
      method: options.method,
      headers: options.headers,
      body: body ?? null,
      signal: options.signal ? AbortSignal.any([signal, options.signal]) : signal,
    })
    refuseOthers(response, new URL(url).host)
    if (url !== server.endpoints.token || !server.profile.adaptTokenAnswer) return response

    const grantType = new URLSearchParams(body instanceof URLSearchParams ? body : '').get('grant_type') ?? ''
    const text = await response.text()
    const adapted = server.profile.adaptTokenAnswer(grantType, {
      status: response.status,
      body: parsed(text),
    })
    return new Response(typeof adapted.body === 'object' ? JSON.stringify(adapted.body) : text, {
      status: adapted.status,
      headers: response.headers,
    })
  }
}

/** What stands between us and the server: a portal, a limit, an outage. None of these says anything of the grant. */
function refuseOthers(response: Response, host: string): void {
  const { status } = response
  if (status === 429) throw new AppError('rate_limited', { host, status, untilMs: retryAt(response) })
  if (status >= 500 && status !== 511) {
    const retryAfter = response.headers.get('retry-after')
    throw new AppError('server_unavailable', {
      host,
      status,
      ...(retryAfter ? { untilMs: retryAt(response) } : {}),
    })
  }
  const isRedirect = status >= 300 && status < 400
  const isPage = /^text\/html\b/i.test(response.headers.get('content-type') ?? '')
  if (status === 511 || isRedirect || (isPage && status < 400)) throw new AppError('portal', { host, status })
}

/** RFC 9110 section 10.2.3, kept between a second and a quarter of an hour; a minute where the server names no time. */
function retryAt(response: Response): number {
  const header = response.headers.get('retry-after') ?? ''
  const wantedMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return (
    Date.now() + (Number.isNaN(wantedMs) ? 60_000 : Math.round(Math.min(Math.max(wantedMs, 1000), 900_000)))
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the strict library says so in its own words.
    return text
  }
}
