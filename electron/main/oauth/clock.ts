import type { Http } from '../net/http.ts'

/**
 * How far the server's clock is ahead of this computer's, milliseconds; 0 when unknown. Its tokens carry its own time: checked by a clock
 * that is two hours off, a valid token would be refused after the code or the refresh token was spent.
 */
export function serverOffsetMs(http: Http, endpoint: string): number {
  return http.offsetMs(new URL(endpoint).host) ?? 0
}

/** The next request does not wait longer for the server's clock. */
const measureLimitMs = 2000

/**
 * Asks a server once, so that its clock is known before a code or a token is spent. If it does not answer in time, this computer's clock
 * counts.
 *
 * @throws the signal's reason
 */
export async function measureClock(http: Http, endpoint: string, signal?: AbortSignal): Promise<void> {
  if (http.offsetMs(new URL(endpoint).host) !== null) return
  const limit = AbortSignal.timeout(measureLimitMs)
  try {
    await http.fetch(endpoint, { method: 'HEAD', signal: signal ? AbortSignal.any([signal, limit]) : limit })
  } catch {
    signal?.throwIfAborted()
  }
}
