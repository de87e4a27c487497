import type { ClockStatus } from '../../../shared/models/app.ts'
import type { Http } from '../net/http.ts'
import { serverOffsetMs } from '../oauth/clock.ts'
import type { Clock, Deps } from '../runtime/deps.ts'

/** From this offset on the user gets a warning: tokens are checked by the server's clock, but the window shows this computer's time. */
const warnFromMs = 60_000

export function openClock({ now, emit }: Pick<Deps, 'now' | 'emit'>): Clock {
  let status: ClockStatus = { offsetMs: null, host: null }
  return {
    status: () => status,
    uncontradictedNowMs: () => now() + Math.min(status.offsetMs ?? 0, 0),
    recordOffset(host, offsetMs) {
      const isWrong = Math.abs(offsetMs) > warnFromMs
      const wasWrong = status.offsetMs !== null
      // Only the host that reported a wrong clock can clear the warning: another one that agrees proves nothing.
      if (!isWrong && !(wasWrong && status.host === host)) return
      // While it stays wrong, only the same host can say that it is wrong by another time: the user may have set it.
      const isChanged = status.host === host && Math.abs(offsetMs - (status.offsetMs ?? 0)) > warnFromMs
      if (isWrong && wasWrong && !isChanged) return

      status = isWrong ? { offsetMs: Math.round(offsetMs), host } : { offsetMs: null, host: null }
      emit('clock.changed', status)
    },
  }
}

/** The time at a server, milliseconds UTC; this computer's while the two are less than a minute apart. */
export function serverNowMs({ now }: Pick<Deps, 'now'>, http: Http, endpoint: string): number {
  const offsetMs = serverOffsetMs(http, endpoint)
  return Math.abs(offsetMs) > warnFromMs ? now() + Math.round(offsetMs) : now()
}
