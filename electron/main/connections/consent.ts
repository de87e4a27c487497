import type { Institution } from '../../../shared/models/institution.ts'
import { AppError } from '../errors.ts'
import { appendActivity } from '../store/activity.ts'
import { readPreferences } from '../store/preferences.ts'
import { write } from '../store/database.ts'
import { dueConsentNotices, listActiveGrants, moveGrant, nextConsentNotice } from '../store/grants.ts'
import { findInstitution, updateInstitution } from '../store/institutions.ts'
import type { GrantRow } from '../store/rows.ts'
import { setAlarm } from './alarms.ts'
import type { Deps } from './deps.ts'
import { consentNotice } from './notices.ts'
import { consentUntilMs, nextConsentNoticeMs } from './plan.ts'
import { announce, viewConnection } from './view.ts'

/** Rings when a consent's end has to be told, or is there. Set anew after every change, and at start. */
export function armConsents(deps: Deps): void {
  setAlarm(deps, 'consents', nextConsentNotice(deps.store), () => tellConsents(deps))
}

/**
 * Tells the person which consents end within 30, 7 and 1 days, each once, together in one notification; and ends the use of those
 * that are over. Nothing is read any more then, but access may still work at the institution: revoking it stays one click.
 */
function tellConsents(deps: Deps): void {
  const nowMs = deps.now()
  const due = dueConsentNotices(deps.store, nowMs)
  write(deps.store, () => {
    for (const grant of due) {
      if (grant.consentUntilMs <= nowMs) endUse(deps, grant)
      else {
        const consentNoticeMs = nextConsentNoticeMs(grant.consentUntilMs, nowMs)
        moveGrant(deps.store, grant.id, ['active'], { consentNoticeMs })
      }
    }
  })
  const ending = due.map((grant) => ({
    institutionName: viewConnection(deps, grant.connectionId).institutionName,
    untilMs: grant.consentUntilMs,
  }))
  if (ending.length > 0 && !readPreferences(deps.store).quiet) deps.notify(consentNotice(ending, nowMs))
  for (const grant of due) announce(deps, grant.connectionId)
  armConsents(deps)
}

function endUse(deps: Deps, grant: GrantRow): void {
  const problem = { code: 'consent_expired' as const, detail: {} }
  const atMs = deps.now()
  moveGrant(deps.store, grant.id, ['active'], {
    state: 'ended',
    endedAtMs: atMs,
    problem,
    nextTryAtMs: null,
    consentNoticeMs: null,
  })
  deps.live.bearers.delete(grant.id)
  appendActivity(deps.store, {
    connectionId: grant.connectionId,
    institutionName: viewConnection(deps, grant.connectionId).institutionName,
    atMs,
    kind: 'ended',
    problem,
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
  armConsents(deps)
  for (const grant of grants) announce(deps, grant.connectionId)
  const institution = findInstitution(deps.store, change.id)
  if (!institution) throw new AppError('not_found')
  return institution
}
