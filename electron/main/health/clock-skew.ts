import type { ClockStatus } from '../../../shared/models/app.ts'
import { serverOffsetMs } from '../oauth/clock.ts'
import type { Server } from '../oauth/server.ts'
import type { Deps } from '../runtime/deps.ts'

/**
 * From this difference on, the user sees a warning: tokens are checked with the server's clock, but the window shows times by the
 * computer's.
 */
const toleranceMs = 60_000

export function clockStatus({ live }: Pick<Deps, 'live'>): ClockStatus {
  return live.clock
}

/**
 * The earlier of the computer's and the servers' time, milliseconds UTC, for anything that expires on a date: a clock that is ahead, the
 * computer's or a server's, expires nothing early.
 */
export function uncontradictedNowMs({ live, now }: Pick<Deps, 'live' | 'now'>): number {
  return now() + Math.min(live.clock.offsetMs ?? 0, 0)
}

/** The time at a server, milliseconds UTC; this computer's while the two differ by less than a minute. */
export function serverNowMs({ now }: Pick<Deps, 'now'>, server: Pick<Server, 'http' | 'endpoints'>): number {
  const offsetMs = serverOffsetMs(server)
  return Math.abs(offsetMs) > toleranceMs ? now() + Math.round(offsetMs) : now()
}

/** Records how far a host's clock is ahead, and updates the window when the computer's clock turns out wrong, or right again. */
export function recordOffset(deps: Pick<Deps, 'live' | 'emit'>, host: string, offsetMs: number): void {
  const { live } = deps
  const isWrong = Math.abs(offsetMs) > toleranceMs
  const wasWrong = live.clock.offsetMs !== null
  // A correct clock at another server does not prove this one correct: only the same host clears the warning.
  if (isWrong === wasWrong || (!isWrong && live.clock.host !== host)) return

  live.clock = isWrong ? { offsetMs: Math.round(offsetMs), host } : { offsetMs: null, host: null }
  deps.emit('clock.changed', live.clock)
}
