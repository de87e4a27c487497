import type { Institution } from '../../../../shared/models/institution.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import { readPreferences } from '../../store/preferences.ts'
import { write } from '../../store/database.ts'
import { dueConsentNotices, listActiveGrants, moveGrant, nextConsentNotice } from '../../store/grants.ts'
import { findInstitution, updateInstitution } from '../../store/institutions.ts'
import type { GrantRow } from '../../store/rows.ts'
import { setAlarm } from '../../runtime/timers.ts'
import { uncontradictedNowMs } from '../../health/clock-skew.ts'
import type { Deps } from '../../runtime/deps.ts'
import { consentNotice } from './expiry-notification.ts'
import { consentUntilMs, nextConsentNoticeMs } from '../../runtime/timings.ts'
import { setRefreshTimer } from '../refresh/scheduler.ts'
import { findInstitutionClient, openAuthorizationServer } from '../tokens/institution-client.ts'
import { announce, requireConnection, viewConnection } from '../model/view.ts'

const hourMs = 60 * 60_000
const hearingLimitMs = 15_000

/** Sets the timer for the next notice of a consent's end. Call it after any change, and at start. */
export function setConsentTimer(deps: Deps, notBeforeMs = 0): void {
  const dueMs = nextConsentNotice(deps.store)
  const atMs = dueMs === null ? null : Math.max(dueMs, notBeforeMs)
  setAlarm(deps, 'consents', atMs, () => notifyExpiringConsents(deps))
}

/**
 * Tells the user which consents end within 30, 7 and 1 days or have ended, each once, together in one notification. Before anything is
 * said for a date, each institution's clock is looked at: what it contradicts, or can't be asked about, waits for another hour.
 */
async function notifyExpiringConsents(deps: Deps): Promise<void> {
  const dueHere = dueConsentNotices(deps.store, deps.now())
  const heard = await hearInstitutions(deps, dueHere)
  if (deps.live.isClosing) return

  const nowMs = uncontradictedNowMs(deps)
  const due = dueConsentNotices(deps.store, nowMs).filter((grant) => heard.has(institutionOf(deps, grant)))
  write(deps.store, () => {
    for (const grant of due) recordNotice(deps, grant, nowMs)
  })
  const ending = due.map((grant) => ({
    institutionName: viewConnection(deps, grant.connectionId).institutionName,
    untilMs: grant.consentUntilMs,
  }))
  if (ending.length > 0 && !readPreferences(deps.store).quiet) deps.notify(consentNotice(ending, nowMs))
  for (const grant of dueHere) announce(deps, grant.connectionId)
  setConsentTimer(deps, due.length < dueHere.length ? deps.now() + hourMs : 0)
  setRefreshTimer(deps)
}

/** @returns the ids of those whose clock is known now */
async function hearInstitutions(deps: Deps, grants: readonly GrantRow[]): Promise<Set<string>> {
  const heard = new Set<string>()
  for (const id of new Set(grants.map((grant) => institutionOf(deps, grant)))) {
    try {
      const server = await openAuthorizationServer(
        deps,
        await findInstitutionClient(deps, id),
        AbortSignal.timeout(hearingLimitMs),
      )
      if (deps.http.offsetMs(new URL(server.endpoints.token).host) !== null) heard.add(id)
    } catch (thrown) {
      deps.log.info('consent.not_heard', { problem: toFailure(thrown).code })
    }
  }
  return heard
}

function institutionOf(deps: Deps, { connectionId }: GrantRow): string {
  return requireConnection(deps, connectionId).institutionId
}

/** Nothing is read any more once it is over, but access may still work at the institution: revoking it stays one click. */
function recordNotice(deps: Deps, grant: GrantRow, nowMs: number): void {
  const consentNoticeMs = nextConsentNoticeMs(grant.consentUntilMs, nowMs)
  moveGrant(deps.store, grant.id, ['active'], { consentNoticeMs })
  if (grant.consentUntilMs > nowMs) return
  deps.live.accessTokens.delete(grant.id)
  appendActivity(deps.store, {
    connectionId: grant.connectionId,
    institutionName: viewConnection(deps, grant.connectionId).institutionName,
    atMs: deps.now(),
    kind: 'ended',
    problem: { code: 'consent_expired', detail: {} },
  })
}

/**
 * Changes an institution's name and how long a consent given there lasts; the consents that are there now last as long, from
 * their own day.
 *
 * @throws AppError `not_found`, `name_taken`
 */
export function changeInstitution(
  deps: Deps,
  change: { id: string; name: string; consentDays: number },
): Institution {
  const grants = write(deps.store, () => {
    updateInstitution(deps.store, change)
    const active = listActiveGrants(deps.store, change.id)
    for (const grant of active) {
      const untilMs = consentUntilMs(grant.authorizedAtMs, change.consentDays)
      moveGrant(deps.store, grant.id, ['active'], {
        consentUntilMs: untilMs,
        consentNoticeMs: nextConsentNoticeMs(untilMs, deps.now()) ?? deps.now(),
      })
    }
    return active
  })
  setConsentTimer(deps)
  for (const grant of grants) announce(deps, grant.connectionId)
  const institution = findInstitution(deps.store, change.id)
  if (!institution) throw new AppError('not_found')
  return institution
}
