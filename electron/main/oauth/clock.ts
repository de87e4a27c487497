import type { Http } from '../net/http.ts'
import type { Server } from './server.ts'

/**
 * How far the server's clock is ahead of this computer's, milliseconds. Token times are the server's: checked with a clock two hours off,
 * a good token would be refused after its code or refresh token was spent.
 */
export function serverOffsetMs({ http, endpoints }: Pick<Server, 'http' | 'endpoints'>): number {
  return http.offsetMs(new URL(endpoints.token).host) ?? 0
}

/** Don't delay the request that matters for longer than this. */
const limitMs = 2000

/**
 * Requests an endpoint once, so that the server's clock is known before a code or token is spent. Without a response, this computer's
 * clock is used.
 *
 * @throws the signal's reason
 */
export async function measureClock(http: Http, endpoint: string, signal?: AbortSignal): Promise<void> {
  if (http.offsetMs(new URL(endpoint).host) !== null) return
  const limit = AbortSignal.timeout(limitMs)
  try {
    await http.fetch(endpoint, { method: 'HEAD', signal: signal ? AbortSignal.any([signal, limit]) : limit })
  } catch {
    signal?.throwIfAborted()
  }
}
