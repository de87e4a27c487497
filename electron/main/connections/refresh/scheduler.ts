import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import { toFailure } from '../../core/errors.ts'
import { plannedRefreshes, type PlannedRefresh } from '../../store/grants.ts'
import { setAlarm, stopAlarm } from '../../runtime/timers.ts'
import { uncontradictedNowMs } from '../../health/clock-skew.ts'
import type { Deps } from '../../runtime/deps.ts'
import { refresh } from './refresh.ts'
import {
  clearExpiredBackoff,
  clearNetworkBackoffs,
  startBackoff,
  institutionsInBackoff,
} from './institution-backoff.ts'

const flightsPerInstitution = 2
const flightsInAll = 8
/** How often a network that is not stable yet is looked at while something is due. */
const networkLookMs = 1000

/** Rings when the next planned refresh may leave. Set anew after every change, and at start. */
export function setRefreshTimer(deps: Deps): void {
  const { live } = deps
  if (live.scheduled.size >= flightsInAll) return stopAlarm(deps, 'refreshes')

  const nowMs = deps.now()
  const [next] = upcoming(deps)
  const backoffEndsMs = [...live.backoffs.values()].map(({ untilMs }) => untilMs).filter((ms) => ms > nowMs)
  const nextMs = Math.min(next?.dueMs ?? Infinity, ...backoffEndsMs)
  setAlarm(deps, 'refreshes', Number.isFinite(nextMs) ? nextMs : null, () => refreshDue(deps))
}

/** The computer slept: what came due meanwhile waits until the network is stable, and then leaves at its pace. */
export function resumeAfterSleep(deps: Deps): void {
  deps.network.markUnstable()
  setRefreshTimer(deps)
}

/**
 * Starts what is due, the longest due first, a few at a time; pace.ts says how fast their requests leave. Each that lands makes
 * room for the next.
 */
function refreshDue(deps: Deps): void {
  const { live, network } = deps
  if (!network.isStable()) {
    return setAlarm(deps, 'refreshes', deps.now() + networkLookMs, () => refreshDue(deps))
  }
  clearNetworkBackoffs(deps)
  for (let [next] = upcoming(deps); next && next.dueMs <= deps.now(); [next] = upcoming(deps)) {
    if (live.scheduled.size >= flightsInAll) break
    start(deps, next)
  }
  setRefreshTimer(deps)
}

/** The next planned refresh, but for those under way and those of institutions that rest or are busy. */
function upcoming(deps: Deps): PlannedRefresh[] {
  const { live } = deps
  const flying = Map.groupBy(live.scheduled.values(), (institutionId) => institutionId)
  // After a rest one is let through first, to see whether it answers again.
  const most = (institutionId: string) => (live.backoffs.has(institutionId) ? 1 : flightsPerInstitution)
  const busy = [...flying].filter(([id, flights]) => flights.length >= most(id)).map(([id]) => id)
  const skipped = {
    institutions: [...institutionsInBackoff(deps), ...busy],
    connections: [...live.scheduled.keys()],
  }
  return plannedRefreshes(deps.store, { ...skipped, nowMs: uncontradictedNowMs(deps) }, 1)
}

function start(deps: Deps, { connectionId, institutionId }: PlannedRefresh): void {
  const { live } = deps
  live.scheduled.set(connectionId, institutionId)
  const land = (failure: Failure | null): void => {
    live.scheduled.delete(connectionId)
    if (failure === null) clearExpiredBackoff(deps, institutionId)
    else if (!errorTraits[failure.code].isOfOneGrant) startBackoff(deps, institutionId, failure)
    if (!live.isClosing) refreshDue(deps)
  }
  refresh(deps, connectionId, 'planned').then(
    () => land(null),
    (thrown: unknown) => land(toFailure(thrown)),
  )
}
