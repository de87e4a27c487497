import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import { toFailure } from '../../core/errors.ts'
import { setNoticeTimer } from '../../notifications/notify.ts'
import { nextAllowedMs } from '../../runtime/hours.ts'
import { refreshPlan } from '../../runtime/refresh-plan.ts'
import { firstAllowedDueMs } from '../../runtime/refresh-policy.ts'
import { write } from '../../store/database.ts'
import { moveGrant, plannedRefreshes, type PlannedRefresh } from '../../store/grants.ts'
import { listInstitutions } from '../../store/institutions.ts'
import { listRegistrations } from '../../store/registrations.ts'
import { announce, requireConnection, requireGrant } from '../model/view.ts'
import { refresh } from './refresh.ts'
import type { RefreshDeps } from './refresher.ts'

const refreshesPerInstitution = 2
const refreshesInAll = 8
/** How many refreshes are put off before other work gets its turn. */
const putOffTogether = 100
/** How often the network is checked while it is unstable and a refresh is due. */
const networkCheckMs = 1000

/** Sets the timer for the next planned refresh. Call after any change. */
export function setRefreshTimer(deps: RefreshDeps): void {
  const { refresher, timers } = deps
  if (refresher.inFlight().size >= refreshesInAll) return timers.stop('refreshes')

  const maintenance = maintenanceNow(deps)
  const [next] = upcoming(deps, maintenance)
  const nextMs = Math.min(next?.dueMs ?? Infinity, ...refresher.backoffs.endsMs(), maintenance.endMs)
  timers.set('refreshes', Number.isFinite(nextMs) ? nextMs : null, () => refreshDue(deps))
}

/** Call after the computer slept: refreshes that came due meanwhile wait until the network is stable. */
export function resumeAfterSleep(deps: RefreshDeps): void {
  deps.network.markUnstable()
  setRefreshTimer(deps)
  setNoticeTimer(deps)
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
  const maintenance = maintenanceNow(deps)
  const next = () => upcoming(deps, maintenance).find(({ dueMs }) => dueMs <= deps.now())
  let putOff = 0
  for (let due = next(); due && putOff < putOffTogether; due = next()) {
    if (refresher.inFlight().size >= refreshesInAll) break
    if (putOffByPolicy(deps, due)) putOff += 1
    else start(deps, due)
  }
  setRefreshTimer(deps)
}

/**
 * Moves a refresh that its policy does not allow now, such as one that came due in allowed hours while the computer slept.
 *
 * @returns whether it was moved
 */
function putOffByPolicy(deps: RefreshDeps, { connectionId }: PlannedRefresh): boolean {
  const connection = requireConnection(deps, connectionId)
  const { refreshedAtMs, authorizedAtMs } = requireGrant(deps, connection.grantId)
  const readAtMs = refreshedAtMs ?? authorizedAtMs
  const nextTryAtMs = firstAllowedDueMs(refreshPlan(deps, connection), readAtMs, deps.now())
  if (nextTryAtMs !== null && nextTryAtMs <= deps.now()) return false
  write(deps.store, () => moveGrant(deps.store, connection.grantId, ['active'], { nextTryAtMs }))
  announce(deps, connectionId)
  return true
}

interface Maintenance {
  /** The institutions whose hub is in a maintenance window now. */
  institutions: string[]
  /** When the first of these windows ends; Infinity for none. */
  endMs: number
}

function maintenanceNow({ store, now }: RefreshDeps): Maintenance {
  const nowMs = now()
  const closed = new Map<string, number>()
  for (const [kind, { maintenance }] of Object.entries(institutionKinds)) {
    const endMs = nextAllowedMs(maintenance, nowMs)
    if (endMs > nowMs) closed.set(kind, endMs)
  }
  if (closed.size === 0) return { institutions: [], endMs: Infinity }
  const registrations = listRegistrations(store).filter(({ environment }) => closed.has(environment.kind))
  const ids = new Set(registrations.map(({ id }) => id))
  const institutions = listInstitutions(store).filter(({ registrationId }) => ids.has(registrationId))
  return { institutions: institutions.map(({ id }) => id), endMs: Math.min(...closed.values()) }
}

/** The next planned refresh, without those under way and those of institutions that are in maintenance, in backoff or busy. */
function upcoming(deps: RefreshDeps, maintenance: Maintenance): PlannedRefresh[] {
  const { backoffs, inFlight } = deps.refresher
  const inFlightAt = Map.groupBy(inFlight().values(), (institutionId) => institutionId)
  // After a backoff one refresh is sent first, to see whether the institution answers again.
  const most = (institutionId: string) => (backoffs.has(institutionId) ? 1 : refreshesPerInstitution)
  const busy = [...inFlightAt].filter(([id, refreshes]) => refreshes.length >= most(id)).map(([id]) => id)
  const institutions = [...maintenance.institutions, ...backoffs.institutions(), ...busy]
  const skipped = { institutions, connections: [...inFlight().keys()] }
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
