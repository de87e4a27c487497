import { write } from '../../store/database.ts'
import {
  eraseEntriesToMove,
  listEntriesToMove,
  recordEntryToMove,
  recordGeneration,
} from '../../store/ledger.ts'
import { AppError } from '../../core/errors.ts'
import { findSecret, isOutOfReach, keychainError, type Vault } from './secret-store.ts'
import { packEntry, tokenAccount, unpackEntry } from './token-entry.ts'
import type { HeldToken } from './tokens.ts'

/** The account of an entry of an earlier version, which wrote one for each generation. */
function earlierAccount(grantId: string, generation: number): string {
  return `grant/${grantId}/${generation}`
}

/** The account of the stamp that the keychain shares with the data folder, and its account in an earlier version. */
export const stampAccount = 'stamp'
export const earlierStampAccount = 'place'

export async function findStamp(deps: Vault): Promise<string | null> {
  return (await findSecret(deps, stampAccount)) ?? (await findSecret(deps, earlierStampAccount))
}

/** Many more refreshes than a connection makes while the oldest backup is kept. */
const longestSearch = 200

/**
 * Moves a grant's entries of an earlier version into its one entry: writes the newest there and reads it back, then deletes them. What was
 * done is seen in the keychain, so that it goes on after a crash anywhere. For work that has the grant.
 *
 * @throws AppError the keychain's state; then the rest is moved later
 */
export async function moveEarlierEntries(deps: Vault, grantId: string): Promise<void> {
  const earlier = listEntriesToMove(deps.store, grantId)
  const newest = earlier[0]
  if (!newest) return

  const account = tokenAccount(grantId)
  if (isOutOfReach(deps, account)) throw new AppError('keychain_unavailable')
  const held = unpackEntry(await findSecret(deps, account))
  const found =
    (await firstOf(
      deps,
      grantId,
      earlier.map(({ generation }) => generation),
    )) ?? (held === null ? await searchNewer(deps, grantId, newest.generation) : null)
  if (found !== null && found.generation > (held?.generation ?? 0)) {
    const answer = await deps.keychain.set(account, packEntry(found))
    if (answer.state !== 'ok') throw keychainError(answer.state)
  }
  for (const entry of listEntriesToMove(deps.store, grantId)) {
    const answer = await deps.keychain.delete(entry.account)
    if (answer.state !== 'ok' && answer.state !== 'missing') throw keychainError(answer.state)
  }
  const generation = Math.max(found?.generation ?? 0, held?.generation ?? 0)
  write(deps.store, () => {
    recordGeneration(deps.store, account, generation === 0 ? null : generation)
    eraseEntriesToMove(deps.store, grantId)
  })
}

async function firstOf(
  deps: Vault,
  grantId: string,
  generations: readonly number[],
): Promise<HeldToken | null> {
  for (const generation of generations) {
    const secret = await findSecret(deps, earlierAccount(grantId, generation))
    if (secret !== null) return { generation, secret }
  }
  return null
}

/**
 * Looks for a newer entry, because the whole data folder was put back to an earlier state. Generations have no gaps, and the keychain holds
 * the newest only. A keychain without a stamp is another one.
 */
async function searchNewer(deps: Vault, grantId: string, newest: number): Promise<HeldToken | null> {
  if ((await findStamp(deps)) === null) return null
  const generations = Array.from({ length: longestSearch }, (_, index) => newest + 1 + index)
  const found = await firstOf(deps, grantId, generations)
  if (found !== null) {
    const { generation } = found
    const entry = { account: earlierAccount(grantId, generation), grantId, generation }
    write(deps.store, () => recordEntryToMove(deps.store, entry))
  }
  return found
}
