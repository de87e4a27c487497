import { AppError, toFailure } from '../../core/errors.ts'
import type { ErrorCode } from '../../../../shared/errors.ts'
import { write } from '../../store/database.ts'
import { findRecordedSecret, recordSecret, eraseSecretRecord, type LedgerRow } from '../../store/ledger.ts'
import type { InstitutionRow } from '../../store/rows.ts'
import type { KeychainAnswer } from '../../system/keychain.ts'
import type { Deps } from '../../runtime/deps.ts'

type Vault = Pick<Deps, 'store' | 'keychain' | 'live' | 'now'>

/** A secret's name in the keychain, and whose it is. */
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

/** Null when the keychain answers and holds nothing under that name. @throws AppError the keychain's state */
export async function findSecret(deps: Vault, account: string): Promise<string | null> {
  const unsaved = deps.live.unsaved.get(account)
  if (unsaved !== undefined) return unsaved

  const answer = await deps.keychain.get(account)
  if (answer.state === 'ok') return answer.value
  if (answer.state !== 'missing') throw keychainError(answer.state)
  if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
  return null
}

/**
 * Into the ledger first, then into the keychain: at no moment does the keychain hold what nobody knows of. The note stays when the
 * keychain refuses, because a call that ran out of time may have been done: recover.ts looks.
 *
 * @param how.isReadBack false where `swapInTime` reads it back
 * @throws AppError the keychain's state
 */
export async function storeSecret(
  deps: Vault,
  name: SecretName,
  secret: string,
  { isReadBack = true } = {},
): Promise<void> {
  // What the ledger does not know was never written, so that nothing is left to look for.
  const isNew = findRecordedSecret(deps.store, name.account) === undefined
  note(deps, name, { inMemory: deps.keychain.status().state === 'memory' })
  const answer = await deps.keychain.set(name.account, secret, { isNew, isReadBack })
  if (answer.state !== 'ok') throw keychainError(answer.state)
  deps.live.unsaved.delete(name.account)
}

/** Held here until the keychain takes it: it can't be got again. */
export function holdUnsaved(deps: Vault, name: SecretName, secret: string): void {
  deps.live.unsaved.set(name.account, secret)
  note(deps, name, { inMemory: true })
}

/** @throws AppError the keychain's state; then it is still there, and in the ledger */
export async function deleteSecret(deps: Vault, account: string): Promise<void> {
  if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
  const answer = await deps.keychain.delete(account)
  if (answer.state !== 'ok' && answer.state !== 'missing') throw keychainError(answer.state)
  deps.live.unsaved.delete(account)
  write(deps.store, () => eraseSecretRecord(deps.store, account))
}

/** One that is spent or replaced is worth nothing to whoever finds it: nobody waits for it. What stays, recover.ts drops later. */
export function deleteSecretLater(deps: Vault & Pick<Deps, 'log'>, account: string): void {
  inTime(deps, () => deleteSecret(deps, account))
}

/**
 * A new token is read back, and the one that it replaces dropped after that; nobody waits for either. By then the old one is spent,
 * so that what the keychain did not keep is held in memory, as when it refuses it.
 */
export function swapInTime(
  deps: Vault & Pick<Deps, 'log' | 'emit'>,
  { name, secret, spent }: { name: SecretName; secret: string; spent: string },
): void {
  inTime(deps, async () => {
    await readBack(deps, name, secret)
    await deleteSecret(deps, spent)
  })
}

async function readBack(
  deps: Vault & Pick<Deps, 'log' | 'emit'>,
  name: SecretName,
  secret: string,
): Promise<void> {
  if (deps.live.unsaved.has(name.account)) return
  const answer = await deps.keychain.get(name.account)
  if (answer.state === 'ok' && answer.value === secret) return
  // It was let go of: the next start looks.
  if (deps.live.isClosing) return

  if (answer.state === 'ok' || answer.state === 'missing') holdUnsaved(deps, name, secret)
  // It may well be there: only this run goes on with the one in hand.
  else deps.live.unsaved.set(name.account, secret)
  await reportUnsaved(deps, name, answer.state)
}

/** Shown by the banner of the keychain. */
export async function reportUnsaved(
  deps: Pick<Deps, 'keychain' | 'log' | 'emit'>,
  { grantId }: SecretName,
  problem: string,
): Promise<void> {
  deps.log.warn('secret.unsaved', { grantId, problem })
  deps.emit('keychain.changed', await deps.keychain.probe())
}

function inTime(deps: Pick<Deps, 'live' | 'log'>, work: () => Promise<void>): void {
  const done = work()
    .catch((thrown: unknown) => deps.log.warn('secret.not_dropped', { problem: toFailure(thrown).code }))
    .finally(() => deps.live.deletions.delete(done))
  deps.live.deletions.add(done)
}

function note(deps: Vault, name: SecretName, how: { inMemory: boolean }): void {
  const row = { ...name, ...how, notedBy: deps.live.runId, notedAtMs: deps.now() }
  write(deps.store, () => recordSecret(deps.store, row))
}

/** The person chose memory for this session, and the secret went to the keychain in an earlier one. */
function isOutOfReach(deps: Vault, account: string): boolean {
  return (
    deps.keychain.status().state === 'memory' && findRecordedSecret(deps.store, account)?.inMemory === false
  )
}

/** Asks before a browser is opened, so that no consent is given whose token could not be kept. @throws AppError */
export async function requireKeychain(deps: Pick<Deps, 'keychain' | 'emit'>): Promise<void> {
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
