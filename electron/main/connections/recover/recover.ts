import { toFailure } from '../../core/errors.ts'
import { deleteClosedAttempts, findOpenRefresh, listOpenAttempts } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import {
  eraseSecretRecord,
  findRecordedSecret,
  keepClaimedSecrets,
  listGrantsToCompare,
  listGrantsToMove,
  listLostFromMemory,
  listSecretsToDelete,
  recordMemory,
  type LedgerRow,
} from '../../store/ledger.ts'
import { moveEarlierEntries } from '../tokens/earlier-entries.ts'
import { deleteToken } from '../tokens/grant-token.ts'
import { deleteSecret } from '../tokens/secret-store.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { saveUnsaved } from '../tokens/unsaved-tokens.ts'
import { compareGrant } from './compare-grants.ts'
import { recoverLink, recoverRefresh } from './interrupted-attempts.ts'
import { checkKeychainStamp } from './keychain-stamp.ts'
import { tellUnclaimed } from './unclaimed-tokens.ts'

/**
 * Makes rows, ledger and keychain consistent: after a crash, a restored backup, a move to another computer, or a locked keychain. Steps
 * that fail now (no network) are retried later; while the keychain does not answer, nothing changes. Safe to call at any time. Throws
 * only for a bug.
 */
export async function recover(deps: TokenDeps): Promise<void> {
  if (deps.keychain.status().state !== 'keychain') return

  await saveUnsaved(deps)
  for (const grantId of listGrantsToMove(deps.store)) {
    await orLater(deps, 'earlier entries', () =>
      deps.tokens.withGrant(grantId, () => moveEarlierEntries(deps, grantId)),
    )
  }
  for (const attempt of listOpenAttempts(deps.store)) {
    if (deps.tokens.isAttemptInProgress(attempt.id)) continue
    await orLater(deps, attempt.kind, () =>
      attempt.kind === 'link' ? recoverLink(deps, attempt) : recoverRefresh(deps, attempt),
    )
  }
  await orLater(deps, 'keychain stamp', () => checkKeychainStamp(deps))
  write(deps.store, () => keepClaimedSecrets(deps.store))
  for (const row of listSecretsToDelete(deps.store)) {
    await orLater(deps, 'spent secret', () => deleteUnused(deps, row))
  }
  for (const row of listLostFromMemory(deps.store, deps.runId)) {
    await orLater(deps, 'memory', () => recoverLostFromMemory(deps, row))
  }
  for (const grantId of listGrantsToCompare(deps.store)) {
    await orLater(deps, 'grant', () => compareGrant(deps, grantId, 'backup'))
  }
  await orLater(deps, 'unclaimed tokens', () => tellUnclaimed(deps))
  write(deps.store, () => deleteClosedAttempts(deps.store, deps.now() - attemptsKeptMs))
  setRecoveryTimer(deps)
}

const attemptsKeptMs = 90 * 24 * 60 * 60_000
const againAfterMs = 5 * 60_000

/** Sets the timer for the next recovery, if anything is left to recover. */
export function setRecoveryTimer(deps: TokenDeps): void {
  const isLeft =
    listSecretsToDelete(deps.store).length > 0 ||
    listGrantsToMove(deps.store).length > 0 ||
    listGrantsToCompare(deps.store).length > 0 ||
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

/** Skips client secrets that this run has recorded: their row may not be committed yet. */
async function deleteUnused(deps: TokenDeps, { account, grantId, recordedBy }: LedgerRow): Promise<void> {
  if (grantId !== null) await deleteToken(deps, grantId, Infinity)
  else if (recordedBy !== deps.runId) await deleteSecret(deps, account)
}

/** Ends the grant whose newest token an earlier run held in memory only, unless the keychain has it after all. */
async function recoverLostFromMemory(deps: TokenDeps, row: LedgerRow): Promise<void> {
  const { account, grantId } = row
  if (grantId !== null) await compareGrant(deps, grantId, 'memory')
  write(deps.store, () => {
    if (findRecordedSecret(deps.store, account)?.generation === null) eraseSecretRecord(deps.store, account)
    else recordMemory(deps.store, account, null, deps.runId)
  })
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
