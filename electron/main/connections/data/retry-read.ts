import { setTimeout as wait } from 'node:timers/promises'
import { errorTraits } from '../../../../shared/error-traits.ts'
import { toFailure } from '../../core/errors.ts'
import type { Deps } from '../../runtime/deps.ts'

/** The pauses before a read is repeated. */
const pausesMs = [500, 2000]
const longestPauseMs = 60_000

/**
 * Repeats a read that fails for a temporary reason, twice, and not before the time that the institution named. For reads that must not
 * fail in the middle of many. A read may be repeated: it changes nothing (RFC 9110 section 9.2.2).
 *
 * @throws what `read` throws the last time, or at once if the reason is not temporary or the institution names a time more than a minute
 * away; an AbortError
 */
export async function retryRead<T>(
  { now, log }: Pick<Deps, 'now' | 'log'>,
  signal: AbortSignal,
  read: () => Promise<T>,
): Promise<T> {
  for (const leastMs of pausesMs) {
    try {
      return await read()
    } catch (thrown) {
      const { code, detail } = toFailure(thrown)
      const pauseMs = Math.max(leastMs, (detail.untilMs ?? 0) - now())
      if (signal.aborted || !errorTraits[code].isTransient || pauseMs > longestPauseMs) throw thrown
      log.info('read.repeated', { problem: code, pauseMs })
      await wait(pauseMs, undefined, { signal })
    }
  }
  return read()
}
