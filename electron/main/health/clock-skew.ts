import type { ClockStatus } from '../../../shared/models/app.ts'
import { serverOffsetMs } from '../oauth/clock.ts'
import type { Server } from '../oauth/server.ts'
import type { Deps } from '../runtime/deps.ts'

/** From here on the person is told: tokens' times are judged by the server's clock, but what the window says is by ours. */
const toldMs = 60_000

export function clockStatus({ live }: Pick<Deps, 'live'>): ClockStatus {
  return live.clock
}

/**
 * The time, milliseconds UTC, that has come by this computer's clock and is contradicted by no server: what ends at a date ends by
 * this one. A computer's clock that is ahead ends nothing, and neither does a server's.
 */
export function uncontradictedNowMs({ live, now }: Pick<Deps, 'live' | 'now'>): number {
  return now() + Math.min(live.clock.offsetMs ?? 0, 0)
}

/** The time at a server, milliseconds UTC; this computer's while the two are less than a minute apart. */
export function serverNowMs({ now }: Pick<Deps, 'now'>, server: Pick<Server, 'http' | 'endpoints'>): number {
  const offsetMs = serverOffsetMs(server)
  return Math.abs(offsetMs) > toldMs ? now() + Math.round(offsetMs) : now()
}

/** Takes note of how far a host's clock is ahead, and tells the window when the computer's turns out wrong, or right again. */
export function recordOffset(deps: Pick<Deps, 'live' | 'emit'>, host: string, offsetMs: number): void {
  const { live } = deps
  const isWrong = Math.abs(offsetMs) > toldMs
  const wasWrong = live.clock.offsetMs !== null
  // Another server that is right does not prove that this one's is: only its own word takes it back.
  if (isWrong === wasWrong || (!isWrong && live.clock.host !== host)) return

  live.clock = isWrong ? { offsetMs: Math.round(offsetMs), host } : { offsetMs: null, host: null }
  deps.emit('clock.changed', live.clock)
}
