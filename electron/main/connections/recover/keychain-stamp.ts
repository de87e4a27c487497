import { randomUUID } from 'node:crypto'
import { write } from '../../store/database.ts'
import { listGrantsInStates } from '../../store/grants.ts'
import { readStamp, saveStamp } from '../../store/ledger.ts'
import { earlierStampAccount, findStamp, stampAccount } from '../tokens/earlier-entries.ts'
import { keychainError } from '../tokens/secret-store.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { compareGrant } from './compare-grants.ts'

/**
 * Detects a restored data folder or a different keychain, by comparing a random stamp stored in both. Once a run; only when the stamps
 * differ does it read every connection's token.
 *
 * @throws AppError the keychain's state; then nothing was concluded
 */
export async function checkKeychainStamp(deps: TokenDeps): Promise<void> {
  if (deps.tokens.isKeychainStampChecked()) return
  const [recorded, held] = [readStamp(deps.store), await findStamp(deps)]
  if (recorded !== held) {
    for (const { id } of listGrantsInStates(deps.store, ['active', 'revoking'])) {
      await compareGrant(deps, id, held === null ? 'other keychain' : 'backup')
    }
  }

  const stamp = randomUUID()
  const answer = await deps.keychain.set(stampAccount, stamp)
  // The next start then reads every connection's token again: harmless.
  if (answer.state !== 'ok') throw keychainError(answer.state)
  write(deps.store, () => saveStamp(deps.store, stamp))
  await deps.keychain.delete(earlierStampAccount)
  deps.tokens.keychainStampChecked()
}
