import {
  clientSecretOf,
  deleteSecret,
  findSecret,
  registrationAccount,
  requireKeychain,
  storeSecret,
} from '../connections/tokens/secret-store.ts'
import type { TokenDeps } from '../connections/tokens/tokens.ts'
import { toFailure } from '../core/errors.ts'
import { write } from '../store/database.ts'
import { findRecordedSecret, keepClaimedSecrets } from '../store/ledger.ts'

/**
 * Saves the row of a registration after the keychain has its new entry. If the row can't be saved, the keychain gets back what it had.
 *
 * @param entry null for none, undefined where it stays as it is
 * @throws AppError the keychain's state, and what `saveRow` throws
 */
export async function saveWithEntry(
  deps: TokenDeps,
  registrationId: string,
  entry: string | null | undefined,
  saveRow: () => void,
): Promise<void> {
  const account = registrationAccount(registrationId)
  let before: string | null = null
  if (entry) {
    await requireKeychain(deps)
    before = findRecordedSecret(deps.store, account) ? await findSecret(deps, account) : null
    await storeSecret(deps, clientSecretOf(registrationId), entry, { isDeletable: before === null })
  }
  try {
    write(deps.store, () => {
      saveRow()
      keepClaimedSecrets(deps.store)
    })
  } catch (thrown) {
    if (entry) await putBack(deps, registrationId, before)
    throw thrown
  }
  if (entry === null && findRecordedSecret(deps.store, account)) await deleteSecret(deps, account)
}

/** An entry that can't be deleted now has no row: the next start deletes it. */
async function putBack(deps: TokenDeps, registrationId: string, before: string | null): Promise<void> {
  try {
    if (before === null) await deleteSecret(deps, registrationAccount(registrationId))
    else await storeSecret(deps, clientSecretOf(registrationId), before)
  } catch (thrown) {
    deps.log.warn('secret.not_put_back', { problem: toFailure(thrown).code })
  }
}
