import type { Http } from './http.ts'
import { pause } from './pause.ts'

/** A little more than a second: what leaves within the limit must also arrive within it. */
const windowMs = 1100

export interface Clock {
  /** Milliseconds of a clock that never jumps. */
  now: () => number
  /** Calls back once, after so many milliseconds; what it returns takes that back. */
  after: (ms: number, work: () => void) => () => void
}

/**
 * Lets at most `perSecond` requests a second leave for each host, in the order they came. Akoya's sandbox allows five a second
 * (Akoya page "Network enhancements", code 1207); where nobody names a number, the same is polite.
 */
export function pace(http: Http, clock: Clock, perSecond: number): Http {
  const leaving = new Map<string, number[]>()

  async function turn(host: string, signal: AbortSignal | undefined): Promise<void> {
    const nowMs = clock.now()
    const times = (leaving.get(host) ?? []).filter((ms) => ms > nowMs - windowMs)
    const earlier = times.at(-perSecond)
    const leavesMs = Math.max(nowMs, earlier === undefined ? 0 : earlier + windowMs)
    leaving.set(host, [...times, leavesMs])
    if (leavesMs > nowMs) await pause(clock, leavesMs - nowMs, signal)
  }

  return {
    async fetch(url, init) {
      await turn(new URL(url).host, init?.signal)
      return http.fetch(url, init)
    },
    offsetMs: (host) => http.offsetMs(host),
    close: () => http.close(),
  }
}
