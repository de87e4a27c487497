import { toFailure } from '../core/errors.ts'
import type { Http } from '../net/http.ts'

/**
 * How far the server's clock is ahead of this computer's, milliseconds; 0 when unknown. Its tokens carry its own time: checked by a clock
 * that is two hours off, a valid token would be refused after the code or the refresh token was spent.
 */
export function serverOffsetMs(http: Http, endpoint: string): number {
  return http.offsetMs(new URL(endpoint).host) ?? 0
}

/**
 * Asks a server once, so that its clock is known before a code or a token is spent.
 *
 * @throws AppError why the server can't be reached
 */
export async function measureClock(http: Http, endpoint: string, signal?: AbortSignal): Promise<void> {
  if (http.offsetMs(new URL(endpoint).host) !== null) return
  try {
    await http.fetch(endpoint, { method: 'HEAD', ...(signal ? { signal } : {}) })
  } catch (thrown) {
    // The answer is unusable here: the next request reports why.
    if (toFailure(thrown).code !== 'answer_invalid') throw thrown
  }
}
