import { notifyConsents } from '../../notifications/notify.ts'
import { write } from '../../store/database.ts'
import { dueConsentNotices, moveGrant, nextConsentNotice, replanConsentNotices } from '../../store/grants.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { clockProblem } from '../model/institution-clock.ts'
import { consentNoticeDays, nextConsentNoticeMs } from '../../runtime/timings.ts'
import { setRefreshTimer } from '../refresh/scheduler.ts'
import { recordEnded } from '../model/end-grant.ts'
import { announce, requireConnection, viewConnection } from '../model/view.ts'

const hourMs = 60 * 60_000

/** Plans the reminders anew by shared/consent-reminders.ts, because each grant stores the date of its next one. Call at start. */
export function replanReminders(deps: Pick<RefreshDeps, 'store' | 'now'>): void {
  write(deps.store, () => replanConsentNotices(deps.store, consentNoticeDays, deps.now()))
}

/** Sets the timer for the next consent reminder or expiry. Call after any change, and at start. */
export function setConsentTimer(deps: RefreshDeps, notBeforeMs = 0): void {
  const dueMs = nextConsentNotice(deps.store)
  const atMs = dueMs === null ? null : Math.max(dueMs, notBeforeMs)
  deps.timers.set('consents', atMs, () => notifyExpiringConsents(deps))
}

/**
 * Notifies the user of the consents that end soon or have ended, each date once. Checks each institution's clock
 * first: a date that it contradicts, or an institution whose clock is unknown, waits for another hour.
 */
async function notifyExpiringConsents(deps: RefreshDeps): Promise<void> {
  const dueHere = dueConsentNotices(deps.store, deps.now())
  const answered = await checkClocks(deps, dueHere)
  if (deps.timers.isClosed()) return

  const nowMs = deps.clock.uncontradictedNowMs()
  const due = dueConsentNotices(deps.store, nowMs).filter((grant) => answered.has(institutionOf(deps, grant)))
  write(deps.store, () => {
    for (const grant of due) recordNotice(deps, grant, nowMs)
  })
  notifyConsents(
    deps,
    due.map(({ connectionId, consentUntilMs: untilMs }) => ({
      connectionId,
      institutionName: viewConnection(deps, connectionId).institutionName,
      untilMs,
    })),
  )
  for (const grant of dueHere) announce(deps, grant.connectionId)
  setConsentTimer(deps, due.length < dueHere.length ? deps.now() + hourMs : 0)
  setRefreshTimer(deps)
}

/** @returns the ids of the institutions that answered: their clocks are known now */
async function checkClocks(deps: RefreshDeps, grants: readonly GrantRow[]): Promise<Set<string>> {
  const answered = new Set<string>()
  for (const id of new Set(grants.map((grant) => institutionOf(deps, grant)))) {
    if ((await clockProblem(deps, id)) === null) answered.add(id)
  }
  return answered
}

function institutionOf(deps: RefreshDeps, { connectionId }: GrantRow): string {
  return requireConnection(deps, connectionId).institutionId
}

/**
 * Sets the grant's next reminder, and records an expired consent. The grant stays active, so that the user can still revoke it: that its
 * consent has expired follows from the clock (`isConsentOver`).
 */
function recordNotice(deps: RefreshDeps, grant: GrantRow, nowMs: number): void {
  const consentNoticeMs = nextConsentNoticeMs(grant.consentUntilMs, nowMs)
  moveGrant(deps.store, grant.id, ['active'], { consentNoticeMs })
  if (grant.consentUntilMs > nowMs) return
  recordEnded(deps, grant, { problem: { code: 'consent_expired', detail: {} } })
}
