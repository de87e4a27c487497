import type { ClockStatus } from '../../../shared/models/app.ts'
import type { Deps } from './deps.ts'

/** From here on the person is told: tokens' times are judged by the server's clock, but what the window says is by ours. */
const toldMs = 60_000

export function clockStatus({ live }: Pick<Deps, 'live'>): ClockStatus {
  return live.clock
}

/** Takes note of how far a host's clock is ahead, and tells the window when the computer's turns out wrong, or right again. */
export function noteOffset(deps: Pick<Deps, 'live' | 'emit'>, host: string, offsetMs: number): void {
  const { live } = deps
  const isWrong = Math.abs(offsetMs) > toldMs
  const wasWrong = live.clock.offsetMs !== null
  // Another server that is right does not prove that this one's is: only its own word takes it back.
  if (isWrong === wasWrong || (!isWrong && live.clock.host !== host)) return

  live.clock = isWrong ? { offsetMs: Math.round(offsetMs), host } : { offsetMs: null, host: null }
  deps.emit('clock.changed', live.clock)
}
