import { randomUUID } from 'node:crypto'
import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { Registration, RegistrationInput } from '../../../shared/models/registration.ts'
import { usualProtections } from '../../../shared/usual-protections.ts'
import { AppError } from '../core/errors.ts'
import { listConnections } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { allowDeletion } from '../store/ledger.ts'
import {
  deleteRegistration,
  findRegistration,
  insertRegistration,
  listRegistrations,
  requireFreeName,
  updateRegistration,
} from '../store/registrations.ts'
import { recordConsent } from '../receipts/record.ts'
import { listActiveGrants } from '../store/grants.ts'
import { listInstitutions } from '../store/institutions.ts'
import type { RegistrationRow } from '../store/rows.ts'
import { isSameServer } from './is-same-server.ts'
import { requireOwnRedirect } from './own-redirect.ts'
import { keepsCredential, nextCredentials } from './credentials.ts'
import type { OfferedCertificates } from './offered-certificates.ts'
import { saveWithEntry } from './save-with-entry.ts'
import { requireUsable } from './validate.ts'
import { deleteSecret, registrationAccount } from '../connections/tokens/secret-store.ts'
import { setCertificateTimer } from '../connections/consent/certificate-end.ts'
import { replanRefreshLives } from '../connections/consent/refresh-life.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import type { TokenDeps } from '../connections/tokens/tokens.ts'

type RegistrationDeps = RefreshDeps & { certificates: OfferedCertificates }

/**
 * Adds our client at an authorization server. The keychain stores its secret, key or certificate before the row is written.
 *
 * @throws AppError `invalid_input` with the field, `redirect_shared`, `name_taken`, `not_found` for a certificate that was not read, or
 *   the keychain's state
 */
export async function addRegistration(
  deps: RegistrationDeps,
  input: RegistrationInput,
): Promise<Registration> {
  requireUsable(deps, input, { keepsSecret: false, hasCertificate: Boolean(input.certificateId) })
  requireOwnRedirect(listRegistrations(deps.store), input)
  const { entry, ...credentials } = await nextCredentials(deps, null, input)
  const row: RegistrationRow = {
    id: randomUUID(),
    ...fieldsOf(input),
    ...credentials,
    createdAtMs: deps.now(),
  }
  await saveWithEntry(deps, row.id, entry, () => insertRegistration(deps.store, row))
  certificateSaved(deps, input)
  return row
}

/**
 * Changes a registration: its name, its secret, its redirect. Its server and client id stay while a connection uses it, because a token
 * must never be sent to another server than its issuer.
 *
 * @throws AppError `not_found`, `registration_in_use`, `invalid_input`, `redirect_shared`, `name_taken`, or the keychain's state
 */
export async function changeRegistration(
  deps: RegistrationDeps,
  input: RegistrationInput & { id: string },
): Promise<Registration> {
  const before = findRegistration(deps.store, input.id)
  if (!before || institutionKinds[before.environment.kind].isBuiltIn) throw new AppError('not_found')
  const keeps = before.hasSecret && keepsCredential(before, input)
  const hasCertificate =
    input.certificateId === undefined ? before.certificate !== undefined : input.certificateId !== null
  requireUsable(deps, input, { keepsSecret: keeps, hasCertificate })
  requireOwnRedirect(
    listRegistrations(deps.store).filter(({ id }) => id !== before.id),
    input,
  )
  if (pointsElsewhere(before, input) && isUsed(deps, before.id)) throw new AppError('registration_in_use')
  // Before the keychain is asked.
  requireFreeName(deps.store, input)

  const { entry, ...credentials } = await nextCredentials(deps, before, input)
  const row: RegistrationRow = {
    ...before,
    ...fieldsOf({
      ...input,
      protections: input.protections ?? before.protections,
      authorizationDetails: input.authorizationDetails ?? before.authorizationDetails,
      readsNumbers: input.readsNumbers ?? before.readsNumbers,
    }),
    ...credentials,
  }
  await saveWithEntry(deps, row.id, entry, () => {
    updateRegistration(deps.store, row)
    if (before.readsNumbers !== row.readsNumbers) recordNumbersSwitch(deps, row)
  })
  certificateSaved(deps, input)
  if (refreshLifeOf(before) !== refreshLifeOf(row)) replanRefreshLives(deps, row)
  return row
}

/** Writes receipts, because the disclosures of its connections said the opposite. */
function recordNumbersSwitch(deps: RegistrationDeps, { id, readsNumbers }: RegistrationRow): void {
  const institutions = listInstitutions(deps.store).filter(({ registrationId }) => registrationId === id)
  for (const { id: institutionId } of institutions) {
    for (const grant of listActiveGrants(deps.store, institutionId)) {
      recordConsent(deps, grant, { kind: 'numbers-switched', isOn: readsNumbers })
    }
  }
}

function refreshLifeOf({ environment }: Pick<RegistrationRow, 'environment'>): string {
  return JSON.stringify(environment.kind === 'oauth' ? (environment.settings.refreshLife ?? null) : null)
}

function certificateSaved(deps: RegistrationDeps, { certificateId }: RegistrationInput): void {
  if (certificateId === undefined) return
  deps.certificates.forget()
  setCertificateTimer(deps)
}

/** @throws AppError `not_found`, `registration_in_use`, or the keychain's state */
export async function removeRegistration(deps: TokenDeps, id: string): Promise<void> {
  if (!findRegistration(deps.store, id)) throw new AppError('not_found')
  // First and alone: half of one commit would leave a secret of an unknown owner. Recovery withdraws it where the row is still there.
  write(deps.store, () => allowDeletion(deps.store, id))
  write(deps.store, () => deleteRegistration(deps.store, id))
  await deleteSecret(deps, registrationAccount(id))
}

function fieldsOf(
  input: RegistrationInput,
): Pick<
  RegistrationRow,
  | 'name'
  | 'environment'
  | 'clientId'
  | 'protections'
  | 'scopes'
  | 'authorizationDetails'
  | 'redirect'
  | 'readsNumbers'
> {
  const { name, environment, clientId, protections = usualProtections, scopes, redirect } = input
  const { authorizationDetails = [], readsNumbers = false } = input
  return {
    name,
    environment,
    clientId,
    protections,
    scopes,
    authorizationDetails: authorizationDetails.length === 0 ? undefined : authorizationDetails,
    redirect,
    readsNumbers,
  }
}

function pointsElsewhere(before: RegistrationRow, input: RegistrationInput): boolean {
  return before.clientId !== input.clientId || !isSameServer(before.environment, input.environment)
}

function isUsed(deps: Pick<TokenDeps, 'store'>, registrationId: string): boolean {
  return listConnections(deps.store).some((connection) => connection.registrationId === registrationId)
}
