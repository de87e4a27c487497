import type { ErrorCode } from '../../../../shared/errors.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import { checkpointLedger } from '../../store/ledger-file.ts'
import { eraseSecretRecord, findRecordedSecret, recordSecret, type LedgerRow } from '../../store/ledger.ts'
import type { KeychainAnswer } from '../../system/keychain.ts'
import type { TokenDeps } from './tokens.ts'

export type Vault = Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId'>

/** A secret's account in the keychain, and its owner. */
export type SecretName = Omit<
  LedgerRow,
  'generation' | 'memoryGeneration' | 'isDeletable' | 'recordedBy' | 'recordedAtMs'
>

export function registrationAccount(registrationId: string): string {
  return `registration/${registrationId}`
}

export function clientSecretOf(registrationId: string): SecretName {
  return {
    account: registrationAccount(registrationId),
    grantId: null,
    registrationId,
    institutionId: null,
    institutionName: null,
  }
}

/** Null when the keychain answers and holds no such secret. @throws AppError the keychain's state */
export async function findSecret(deps: Vault, account: string): Promise<string | null> {
  const answer = await deps.keychain.get(account)
  if (answer.state === 'ok') return answer.value
  // What was read before may not be there either.
  deps.tokens.clientSecrets.dropAll()
  if (answer.state !== 'missing') throw keychainError(answer.state)
  if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
  return null
}

/**
 * Stores a secret: in the ledger first, then in the keychain, so that the ledger knows every secret in the keychain. The ledger keeps
 * its line when the keychain refuses, because a call that timed out may have worked; recovery checks.
 *
 * @throws AppError the keychain's state
 */
export async function storeSecret(
  deps: Vault,
  name: SecretName,
  secret: string,
  { generation = 0, isDeletable = false } = {},
): Promise<void> {
  const known = findRecordedSecret(deps.store, name.account)
  const isInMemory = deps.keychain.status().state === 'memory'
  write(deps.store, () =>
    recordSecret(deps.store, {
      ...name,
      generation: isInMemory ? (known?.generation ?? null) : generation,
      memoryGeneration: isInMemory ? generation : null,
      isDeletable,
      recordedBy: deps.runId,
      recordedAtMs: deps.now(),
    }),
  )
  if (!known) checkpointLedger(deps.store)
  // A secret that is not in the ledger was never written.
  const answer = await deps.keychain
    .set(name.account, secret, { isNew: !known })
    .finally(() => deps.tokens.clientSecrets.drop(name.account))
  if (answer.state !== 'ok') throw keychainError(answer.state)
}

/** @throws AppError the keychain's state; then the secret stays, and the ledger keeps its line */
export async function deleteSecret(deps: Vault, account: string): Promise<void> {
  if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
  const answer = await deps.keychain.delete(account).finally(() => deps.tokens.clientSecrets.drop(account))
  if (answer.state !== 'ok' && answer.state !== 'missing') throw keychainError(answer.state)
  write(deps.store, () => eraseSecretRecord(deps.store, account))
}

/** Changes the keychain in the background; quitting waits for it, and recovery does what fails. */
export function inBackground(deps: Pick<TokenDeps, 'tokens' | 'log'>, work: () => Promise<void>): void {
  deps.tokens.trackDeletion(
    work().catch((thrown: unknown) => {
      deps.log.warn('secret.later', { problem: toFailure(thrown).code })
    }),
  )
}

/** The user chose memory for this session, and the secret is in the keychain since an earlier one. */
export function isOutOfReach(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'runId'>,
  account: string,
): boolean {
  if (deps.keychain.status().state !== 'memory') return false
  const known = findRecordedSecret(deps.store, account)
  return known !== undefined && (known.memoryGeneration === null || known.recordedBy !== deps.runId)
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

export type KeychainFault = Exclude<KeychainAnswer<unknown>['state'], 'ok'>

export function keychainError(state: KeychainFault): AppError {
  return new AppError(codeOfFault[state])
}

const codeOfFault: Record<KeychainFault, ErrorCode> = {
  missing: 'secret_missing',
  locked: 'keychain_locked',
  denied: 'keychain_denied',
  unavailable: 'keychain_unavailable',
  timeout: 'keychain_timeout',
}
