import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import { toFailure } from '../../core/errors.ts'
import { plannedRefreshes, type PlannedRefresh } from '../../store/grants.ts'
import { refresh } from './refresh.ts'
import type { RefreshDeps } from './refresher.ts'

const refreshesPerInstitution = 2
const refreshesInAll = 8
/** How often the network is checked while it is unstable and a refresh is due. */
const networkCheckMs = 1000

/** Sets the timer for the next planned refresh. Call after any change. */
export function setRefreshTimer(deps: RefreshDeps): void {
  const { refresher, timers } = deps
  if (refresher.inFlight().size >= refreshesInAll) return timers.stop('refreshes')

  const [next] = upcoming(deps)
  const nextMs = Math.min(next?.dueMs ?? Infinity, ...refresher.backoffs.endsMs())
  timers.set('refreshes', Number.isFinite(nextMs) ? nextMs : null, () => refreshDue(deps))
}

/** Call after the computer slept: refreshes that came due meanwhile wait until the network is stable. */
export function resumeAfterSleep(deps: RefreshDeps): void {
  deps.network.markUnstable()
  setRefreshTimer(deps)
}

/**
 * Starts the due refreshes, the longest due first, a few at a time. The end of each starts the next.
 */
function refreshDue(deps: RefreshDeps): void {
  const { refresher, network, timers } = deps
  if (!network.isStable()) {
    return timers.set('refreshes', deps.now() + networkCheckMs, () => refreshDue(deps))
  }
  refresher.backoffs.clearNetwork()
  for (let [next] = upcoming(deps); next && next.dueMs <= deps.now(); [next] = upcoming(deps)) {
    if (refresher.inFlight().size >= refreshesInAll) break
    start(deps, next)
  }
  setRefreshTimer(deps)
}

/** The next planned refresh, without those under way and those of institutions that are in backoff or busy. */
function upcoming(deps: RefreshDeps): PlannedRefresh[] {
  const { backoffs, inFlight } = deps.refresher
  const inFlightAt = Map.groupBy(inFlight().values(), (institutionId) => institutionId)
  // After a backoff one refresh is sent first, to see whether the institution answers again.
  const most = (institutionId: string) => (backoffs.has(institutionId) ? 1 : refreshesPerInstitution)
  const busy = [...inFlightAt].filter(([id, refreshes]) => refreshes.length >= most(id)).map(([id]) => id)
  const skipped = { institutions: [...backoffs.institutions(), ...busy], connections: [...inFlight().keys()] }
  return plannedRefreshes(deps.store, { ...skipped, nowMs: deps.clock.uncontradictedNowMs() }, 1)
}

function start(deps: RefreshDeps, { connectionId, institutionId }: PlannedRefresh): void {
  const { refresher, timers } = deps
  refresher.start(connectionId, institutionId)
  const end = (failure: Failure | null): void => {
    refresher.end(connectionId)
    if (failure === null) refresher.backoffs.clearExpired(institutionId)
    else if (!errorTraits[failure.code].isOfOneGrant) refresher.backoffs.start(institutionId, failure)
    if (!timers.isClosed()) refreshDue(deps)
  }
  refresh(deps, connectionId, 'planned').then(
    () => end(null),
    (thrown: unknown) => end(toFailure(thrown)),
  )
}
