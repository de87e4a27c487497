import { randomUUID } from 'node:crypto'
import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { Institution, InstitutionInput } from '../../../shared/models/institution.ts'
import { setConsentTimer } from '../connections/consent/expiry.ts'
import { announce } from '../connections/model/view.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { AppError } from '../core/errors.ts'
import { recordConsent, timeText } from '../receipts/record.ts'
import { consentUntilMs, defaultConsentDays, nextConsentNoticeMs } from '../runtime/timings.ts'
import { write } from '../store/database.ts'
import { listActiveGrants, moveGrant } from '../store/grants.ts'
import { findInstitution, insertInstitution, updateInstitution } from '../store/institutions.ts'
import { findRegistration } from '../store/registrations.ts'

/** @throws AppError `not_found`, `name_taken`, `invalid_input` when a connector is missing or not wanted */
export function addInstitution(
  deps: Pick<RefreshDeps, 'store' | 'now'>,
  input: InstitutionInput,
): Institution {
  const registration = findRegistration(deps.store, input.registrationId)
  if (!registration) throw new AppError('not_found')
  const { institutionsBy } = institutionKinds[registration.environment.kind]
  if ((institutionsBy === 'connector') !== (input.connector !== null)) {
    throw new AppError('invalid_input', { field: 'connector' })
  }
  const row: Institution = {
    id: randomUUID(),
    ...input,
    consentDays: defaultConsentDays,
    createdAtMs: deps.now(),
  }
  write(deps.store, () => insertInstitution(deps.store, row))
  return row
}

/**
 * Adds a list of institutions behind a hub, all in one transaction. Leaves out those whose connector or name the registration already has.
 *
 * @returns how many were added, and how many were already there
 * @throws AppError `not_found`, `invalid_input` when the registration's institutions are not known by connectors
 */
export function addInstitutions(
  deps: Pick<RefreshDeps, 'store' | 'now'>,
  {
    registrationId,
    institutions,
  }: { registrationId: string; institutions: { connector: string; name: string }[] },
): { added: number; known: number } {
  let added = 0
  write(deps.store, () => {
    for (const one of institutions) {
      try {
        addInstitution(deps, { registrationId, ...one })
        added += 1
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'name_taken') throw thrown
      }
    }
  })
  return { added, known: institutions.length - added }
}

/**
 * Changes an institution's name and how long a consent lasts there. The new length also holds for its existing consents, each from the
 * day it was given.
 *
 * @throws AppError `not_found`, `name_taken`
 */
export function changeInstitution(
  deps: RefreshDeps,
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
      if (untilMs === grant.consentUntilMs) continue
      recordConsent(deps, grant, {
        kind: 'term-changed',
        until: timeText(untilMs),
        untilBefore: timeText(grant.consentUntilMs),
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
