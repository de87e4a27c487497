import type { Http } from '../net/http.ts'
import type { Server } from './server.ts'

/**
 * How far the server's clock is ahead of this computer's, milliseconds. Times in its tokens are its own: judged by a clock that is
 * two hours off, a good token would be refused after the code or the refresh token was spent for it.
 */
export function serverOffsetMs({ http, endpoints }: Pick<Server, 'http' | 'endpoints'>): number {
  return http.offsetMs(new URL(endpoints.token).host) ?? 0
}

/** The time is only nice to know: the request that matters waits no longer for it. */
const hearLimitMs = 2000

/**
 * Hears from a server once, so that its clock is known before anything is spent. A server that does not answer this way is left with
 * this computer's clock.
 *
 * @throws the signal's reason
 */
export async function measureClock(http: Http, endpoint: string, signal?: AbortSignal): Promise<void> {
  if (http.offsetMs(new URL(endpoint).host) !== null) return
  const limit = AbortSignal.timeout(hearLimitMs)
  try {
    await http.fetch(endpoint, { method: 'HEAD', signal: signal ? AbortSignal.any([signal, limit]) : limit })
  } catch {
    signal?.throwIfAborted()
  }
}
