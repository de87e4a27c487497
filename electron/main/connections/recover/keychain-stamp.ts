import { randomUUID } from 'node:crypto'
import { write } from '../../store/database.ts'
import { listGrantsInStates } from '../../store/grants.ts'
import { readStamp, saveStamp, eraseSecretRecord } from '../../store/ledger.ts'
import type { GrantRow } from '../../store/rows.ts'
import { AppError } from '../../core/errors.ts'
import type { Deps } from '../../runtime/deps.ts'
import { findSecret, grantAccount } from '../tokens/secret-store.ts'
import { endWithoutSecret, moveToGeneration } from './reconcile-secrets.ts'

const stampAccount = 'place'

/** Many more refreshes than a connection makes while the oldest backup is kept. */
const longestSearch = 200

/**
 * Once a run: whether folder and keychain still belong together. Both hold the stamp of the last run. Another one means that the folder
 * was put back as it was earlier; none, that this is another keychain: another computer, or one that was reset. Only then is
 * every connection's secret looked for, one read each; the usual start reads one item in all.
 *
 * @throws AppError the keychain's state; then nothing was concluded
 */
export async function checkKeychainStamp(deps: Deps): Promise<void> {
  if (deps.live.isKeychainStampChecked) return
  const [recorded, held] = [readStamp(deps.store), await findSecret(deps, stampAccount)]
  if (recorded !== held) {
    for (const grant of listGrantsInStates(deps.store, ['active', 'revoking'])) {
      await lookForSecret(deps, grant, { isOtherKeychain: held === null })
    }
  }

  const stamp = randomUUID()
  const answer = await deps.keychain.set(stampAccount, stamp)
  // The next start then looks at every connection again: no harm.
  if (answer.state !== 'ok') throw new AppError('keychain_unavailable')
  write(deps.store, () => saveStamp(deps.store, stamp))
  deps.live.isKeychainStampChecked = true
}

async function lookForSecret(deps: Deps, grant: GrantRow, how: { isOtherKeychain: boolean }): Promise<void> {
  if (grant.generation === 0) return
  const found = await newestGeneration(deps, grant, how.isOtherKeychain ? 0 : longestSearch)
  if (found === grant.generation) return

  write(deps.store, () => eraseSecretRecord(deps.store, grantAccount(grant.id, grant.generation)))
  if (found === null) endWithoutSecret(deps, grant, how.isOtherKeychain ? 'other keychain' : 'backup')
  else moveToGeneration(deps, grant, found)
}

/** Generations follow each other without a gap, and the one before goes when the next has come. */
async function newestGeneration(deps: Deps, grant: GrantRow, further: number): Promise<number | null> {
  for (let generation = grant.generation; generation <= grant.generation + further; generation++) {
    if ((await findSecret(deps, grantAccount(grant.id, generation))) !== null) return generation
  }
  return null
}
