import { AppError, toFailure } from '../../core/errors.ts'
import type { ErrorCode } from '../../../../shared/errors.ts'
import { write } from '../../store/database.ts'
import { findRecordedSecret, recordSecret, eraseSecretRecord, type LedgerRow } from '../../store/ledger.ts'
import type { InstitutionRow } from '../../store/rows.ts'
import type { KeychainAnswer } from '../../system/keychain.ts'
import type { TokenDeps } from './tokens.ts'

type Vault = Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId'>

/** A secret's account in the keychain, and its owner. */
export type SecretName = Omit<LedgerRow, 'inMemory' | 'notedBy' | 'notedAtMs'>

export function registrationAccount(registrationId: string): string {
  return `registration/${registrationId}`
}

export function grantAccount(grantId: string, generation: number): string {
  return `grant/${grantId}/${generation}`
}

export function clientSecretOf(registrationId: string): SecretName {
  return {
    account: registrationAccount(registrationId),
    grantId: null,
    generation: 0,
    registrationId,
    institutionId: null,
    institutionName: null,
    isDeletable: false,
  }
}

export function refreshTokenOf(
  grantId: string,
  generation: number,
  institution: Pick<InstitutionRow, 'id' | 'name' | 'registrationId'>,
): SecretName {
  return {
    account: grantAccount(grantId, generation),
    grantId,
    generation,
    registrationId: institution.registrationId,
    institutionId: institution.id,
    institutionName: institution.name,
    isDeletable: false,
  }
}

/** @throws AppError `secret_missing`, or the keychain's own state */
export async function readSecret(deps: Vault, account: string): Promise<string> {
  const secret = await findSecret(deps, account)
  if (secret === null) throw new AppError('secret_missing')
  return secret
}

/** Null when the keychain answers and holds no such secret. @throws AppError the keychain's state */
export async function findSecret(deps: Vault, account: string): Promise<string | null> {
  const unsaved = deps.tokens.unsavedSecret(account)
  if (unsaved !== undefined) return unsaved

  const answer = await deps.keychain.get(account)
  if (answer.state === 'ok') return answer.value
  if (answer.state !== 'missing') throw keychainError(answer.state)
  if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
  return null
}

/**
 * Stores a secret: in the ledger first, then in the keychain, so that the ledger knows every secret in the keychain. The ledger keeps
 * its line when the keychain refuses, because a call that timed out may have worked; recovery checks.
 *
 * @param how.isReadBack false where `swapLater` reads it back
 * @throws AppError the keychain's state
 */
export async function storeSecret(
  deps: Vault,
  name: SecretName,
  secret: string,
  { isReadBack = true } = {},
): Promise<void> {
  // A secret that is not in the ledger was never written.
  const isNew = findRecordedSecret(deps.store, name.account) === undefined
  recordInLedger(deps, name, { inMemory: deps.keychain.status().state === 'memory' })
  const answer = await deps.keychain.set(name.account, secret, { isNew, isReadBack })
  if (answer.state !== 'ok') throw keychainError(answer.state)
  deps.tokens.deleteUnsaved(name.account)
}

/** Holds a secret in memory until the keychain stores it: the institution will not issue it again. */
export function holdUnsaved(deps: Vault, name: SecretName, secret: string): void {
  deps.tokens.holdUnsaved(name.account, secret)
  recordInLedger(deps, name, { inMemory: true })
}

/** @throws AppError the keychain's state; then the secret stays, and the ledger keeps its line */
export async function deleteSecret(deps: Vault, account: string): Promise<void> {
  if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
  const answer = await deps.keychain.delete(account)
  if (answer.state !== 'ok' && answer.state !== 'missing') throw keychainError(answer.state)
  deps.tokens.deleteUnsaved(account)
  write(deps.store, () => eraseSecretRecord(deps.store, account))
}

/** Deletes a spent or replaced secret in the background. Recovery deletes it if this fails. */
export function deleteSecretLater(deps: Vault & Pick<TokenDeps, 'log'>, account: string): void {
  inBackground(deps, () => deleteSecret(deps, account))
}

/**
 * In the background: verifies that the new token was stored, then deletes the old one. A new token that the keychain did not keep is
 * held in memory, because the old one is spent.
 */
export function swapLater(
  deps: Vault & Pick<TokenDeps, 'log' | 'emit' | 'timers'>,
  { name, secret, spent }: { name: SecretName; secret: string; spent: string },
): void {
  inBackground(deps, async () => {
    await readBack(deps, name, secret)
    await deleteSecret(deps, spent)
  })
}

async function readBack(
  deps: Vault & Pick<TokenDeps, 'log' | 'emit' | 'timers'>,
  name: SecretName,
  secret: string,
): Promise<void> {
  if (deps.tokens.unsavedSecret(name.account) !== undefined) return
  const answer = await deps.keychain.get(name.account)
  if (answer.state === 'ok' && answer.value === secret) return
  // Shutting down: recovery will check on next start.
  if (deps.timers.isClosed()) return

  if (answer.state === 'ok' || answer.state === 'missing') holdUnsaved(deps, name, secret)
  // The keychain may hold it: only this run uses the one in memory.
  else deps.tokens.holdUnsaved(name.account, secret)
  await reportUnsaved(deps, name, answer.state)
}

/** Makes the window show its keychain banner. */
export async function reportUnsaved(
  deps: Pick<TokenDeps, 'keychain' | 'log' | 'emit'>,
  { grantId }: SecretName,
  problem: string,
): Promise<void> {
  deps.log.warn('secret.unsaved', { grantId, problem })
  deps.emit('keychain.changed', await deps.keychain.probe())
}

function inBackground(deps: Pick<TokenDeps, 'tokens' | 'log'>, work: () => Promise<void>): void {
  deps.tokens.trackDeletion(
    work().catch((thrown: unknown) => {
      deps.log.warn('secret.not_deleted', { problem: toFailure(thrown).code })
    }),
  )
}

function recordInLedger(deps: Vault, name: SecretName, how: { inMemory: boolean }): void {
  const row = { ...name, ...how, notedBy: deps.runId, notedAtMs: deps.now() }
  write(deps.store, () => recordSecret(deps.store, row))
}

/** The user chose memory for this session, and the secret is in the keychain since an earlier one. */
function isOutOfReach(deps: Vault, account: string): boolean {
  return (
    deps.keychain.status().state === 'memory' && findRecordedSecret(deps.store, account)?.inMemory === false
  )
}

/** Checks that secrets can be stored, before the user gives a consent for nothing. @throws AppError the keychain's state */
export async function requireKeychain(deps: Pick<TokenDeps, 'keychain' | 'emit'>): Promise<void> {
  const known = deps.keychain.status()
  if (known.state === 'keychain' || known.state === 'memory') return

  const status = await deps.keychain.probe()
  deps.emit('keychain.changed', status)
  if (status.state === 'keychain' || status.state === 'memory') return
  throw keychainError(status.state === 'checking' ? 'timeout' : status.state)
}

type Fault = Exclude<KeychainAnswer<unknown>['state'], 'ok'>

function keychainError(state: Fault): AppError {
  return new AppError(codeOfFault[state])
}

const codeOfFault: Record<Fault, ErrorCode> = {
  missing: 'secret_missing',
  locked: 'keychain_locked',
  denied: 'keychain_denied',
  unavailable: 'keychain_unavailable',
  timeout: 'keychain_timeout',
}
