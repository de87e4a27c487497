import type { Registration } from '../../../../shared/models/registration.ts'
import { notifyRefreshLives } from '../../notifications/notify.ts'
import { nextRefreshNoticeMs, renewedRefreshLife } from '../../runtime/refresh-life.ts'
import { write } from '../../store/database.ts'
import { dueRefreshNotices, listActiveGrants, moveGrant, nextRefreshNotice } from '../../store/grants.ts'
import { listInstitutions } from '../../store/institutions.ts'
import { announce, viewConnection } from '../model/view.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'

const hourMs = 60 * 60_000

/** Sets the timer for the next reminder of the end of a refresh token. Call after a link, and at start. */
export function setRefreshLifeTimer(deps: RefreshDeps, notBeforeMs = 0): void {
  const dueMs = nextRefreshNotice(deps.store)
  const atMs = dueMs === null ? null : Math.max(dueMs, notBeforeMs)
  deps.timers.set('refresh lives', atMs, () => notifyEndingRefreshLives(deps))
}

/** Counts the life of a registration's refresh tokens anew, as it says now. Call when that has changed. */
export function replanRefreshLives(
  deps: RefreshDeps,
  { id, environment }: Pick<Registration, 'id' | 'environment'>,
): void {
  const grants = listInstitutions(deps.store)
    .filter(({ registrationId }) => registrationId === id)
    .flatMap((institution) => listActiveGrants(deps.store, institution.id))
    .filter(({ generation }) => generation > 0)
  write(deps.store, () => {
    for (const grant of grants) {
      const sinceMs = grant.refreshedAtMs ?? grant.authorizedAtMs
      moveGrant(deps.store, grant.id, ['active'], renewedRefreshLife(environment, grant, sinceMs))
    }
  })
  for (const { connectionId } of grants) announce(deps, connectionId)
  setRefreshLifeTimer(deps)
}

/**
 * Notifies the user of refresh tokens that end soon or have ended, each date once. The grant stays: its next refresh tells the truth. A date
 * that an institution's clock contradicts waits for another hour.
 */
function notifyEndingRefreshLives(deps: RefreshDeps): void {
  const nowMs = deps.clock.uncontradictedNowMs()
  const due = dueRefreshNotices(deps.store, nowMs)
  write(deps.store, () => {
    for (const { id, refreshFromMs, refreshUntilMs } of due) {
      const refreshNoticeMs = nextRefreshNoticeMs(refreshFromMs ?? 0, refreshUntilMs ?? 0, nowMs)
      moveGrant(deps.store, id, ['active'], { refreshNoticeMs })
    }
  })
  notifyRefreshLives(
    deps,
    due.map(({ connectionId, refreshUntilMs }) => ({
      connectionId,
      institutionName: viewConnection(deps, connectionId).institutionName,
      untilMs: refreshUntilMs ?? nowMs,
    })),
  )
  for (const { connectionId } of due) announce(deps, connectionId)
  const isContradicted = dueRefreshNotices(deps.store, deps.now()).length > 0
  setRefreshLifeTimer(deps, isContradicted ? deps.now() + hourMs : 0)
}
