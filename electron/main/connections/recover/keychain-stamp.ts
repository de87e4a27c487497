import { randomUUID } from 'node:crypto'
import { write } from '../../store/database.ts'
import { listGrantsInStates } from '../../store/grants.ts'
import { readStamp, saveStamp, eraseSecretRecord } from '../../store/ledger.ts'
import type { GrantRow } from '../../store/rows.ts'
import { AppError } from '../../core/errors.ts'
import { findSecret, grantAccount } from '../tokens/secret-store.ts'
import { endWithoutSecret, moveToGeneration } from './reconcile-secrets.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/** The keychain account; an earlier version chose the name. */
const stampAccount = 'place'

/** Many more refreshes than a connection makes while the oldest backup is kept. */
const longestSearch = 200

/**
 * Detects a restored data folder or a different keychain, by comparing a random stamp stored in both. Once a run; only when the stamps
 * differ does it read every connection's secret.
 *
 * @throws AppError the keychain's state; then nothing was concluded
 */
export async function checkKeychainStamp(deps: TokenDeps): Promise<void> {
  if (deps.tokens.isKeychainStampChecked()) return
  const [recorded, held] = [readStamp(deps.store), await findSecret(deps, stampAccount)]
  if (recorded !== held) {
    for (const grant of listGrantsInStates(deps.store, ['active', 'revoking'])) {
      await lookForSecret(deps, grant, { isOtherKeychain: held === null })
    }
  }

  const stamp = randomUUID()
  const answer = await deps.keychain.set(stampAccount, stamp)
  // The next start then reads every connection's secret again: harmless.
  if (answer.state !== 'ok') throw new AppError('keychain_unavailable')
  write(deps.store, () => saveStamp(deps.store, stamp))
  deps.tokens.keychainStampChecked()
}

async function lookForSecret(
  deps: TokenDeps,
  grant: GrantRow,
  how: { isOtherKeychain: boolean },
): Promise<void> {
  if (grant.generation === 0) return
  const found = await newestGeneration(deps, grant, how.isOtherKeychain ? 0 : longestSearch)
  if (found === grant.generation) return

  write(deps.store, () => eraseSecretRecord(deps.store, grantAccount(grant.id, grant.generation)))
  if (found === null) endWithoutSecret(deps, grant, how.isOtherKeychain ? 'other keychain' : 'backup')
  else moveToGeneration(deps, grant, found)
}

/** Generations have no gaps, and the keychain holds the newest only. */
async function newestGeneration(deps: TokenDeps, grant: GrantRow, further: number): Promise<number | null> {
  for (let generation = grant.generation; generation <= grant.generation + further; generation++) {
    if ((await findSecret(deps, grantAccount(grant.id, generation))) !== null) return generation
  }
  return null
}
