import { toFailure } from '../../core/errors.ts'
import { deleteClosedAttempts, findOpenRefresh, listOpenAttempts } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import {
  findRecordedSecret,
  keepClaimedSecrets,
  listGrantsWithoutSecret,
  listSecretsOfUnknown,
  listOrphanSecrets,
} from '../../store/ledger.ts'
import { checkKeychainStamp } from './keychain-stamp.ts'
import { storeSecret } from '../tokens/secret-store.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { recoverLink, recoverRefresh } from './interrupted-attempts.ts'
import {
  keepUnknown,
  endGrantsLostFromMemory,
  recoverMissingSecret,
  recoverOrphan,
} from './reconcile-secrets.ts'

/**
 * Makes rows, ledger and keychain consistent: after a crash, a restored backup, a move to another computer, or a locked keychain. Steps
 * that fail now (no network) are retried later; while the keychain does not answer, nothing changes. Safe to call at any time. Throws
 * only for a bug.
 */
export async function recover(deps: TokenDeps): Promise<void> {
  if (deps.keychain.status().state !== 'keychain') return

  for (const account of deps.tokens.unsavedAccounts()) {
    await orLater(deps, 'unsaved secret', () => storeUnsaved(deps, account))
  }
  for (const attempt of listOpenAttempts(deps.store)) {
    if (deps.tokens.isAttemptInProgress(attempt.id)) continue
    await orLater(deps, attempt.kind, () =>
      attempt.kind === 'link' ? recoverLink(deps, attempt) : recoverRefresh(deps, attempt),
    )
  }
  await orLater(deps, 'keychain stamp', () => checkKeychainStamp(deps))
  write(deps.store, () => keepClaimedSecrets(deps.store))
  for (const orphan of listOrphanSecrets(deps.store)) {
    await orLater(deps, 'orphan secret', () => recoverOrphan(deps, orphan))
  }
  for (const unknown of listSecretsOfUnknown(deps.store)) {
    await orLater(deps, 'unknown secret', () => keepUnknown(deps, unknown))
  }
  endGrantsLostFromMemory(deps)
  for (const grantId of listGrantsWithoutSecret(deps.store, ['active', 'revoking'])) {
    await orLater(deps, 'missing secret', () => recoverMissingSecret(deps, grantId))
  }
  write(deps.store, () => deleteClosedAttempts(deps.store, deps.now() - attemptsKeptMs))
  setRecoveryTimer(deps)
}

const attemptsKeptMs = 90 * 24 * 60 * 60_000
const againAfterMs = 5 * 60_000

/** Sets the timer for the next recovery, if anything is left to recover. */
export function setRecoveryTimer(deps: TokenDeps): void {
  const isLeft =
    listOrphanSecrets(deps.store).length > 0 ||
    listOpenAttempts(deps.store).some(({ id }) => !deps.tokens.isAttemptInProgress(id))
  deps.timers.set('recovery', isLeft ? deps.now() + againAfterMs : null, () => recoverAgain(deps))
}

/** Runs crash recovery once more; no flow uses a token meanwhile. */
export function recoverAgain(deps: TokenDeps): Promise<void> {
  return deps.tokens.queueRecovery(() =>
    recover(deps).catch((thrown: unknown) => deps.log.error('recover.failed', thrown)),
  )
}

async function orLater(deps: Pick<TokenDeps, 'log'>, what: string, step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (thrown) {
    const { code } = toFailure(thrown)
    if (code === 'internal') throw thrown
    deps.log.warn('recover.later', { what, problem: code })
  }
}

/** Stores a token that the keychain refused earlier. */
async function storeUnsaved(deps: TokenDeps, account: string): Promise<void> {
  const [name, secret] = [findRecordedSecret(deps.store, account), deps.tokens.unsavedSecret(account)]
  if (name && secret !== undefined) await storeSecret(deps, name, secret)
}

/**
 * Recovers a grant's refresh that an earlier run left open, so that its token can be used again.
 *
 * @throws AppError why that is impossible now, as `recoverRefresh`
 */
export async function recoverOpenRefresh(deps: TokenDeps, grantId: string): Promise<void> {
  const open = findOpenRefresh(deps.store, grantId)
  if (open && !deps.tokens.isAttemptInProgress(open.id)) await recoverRefresh(deps, open)
}
