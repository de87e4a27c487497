import type { Account } from '../../../shared/models/account.ts'
import { listAccounts } from '../store/accounts.ts'
import type { ScriptDeps } from './script-deps.ts'

/**
 * A connection's accounts, each by Mooring's own key instead of the institution's id: some institutions use the full account number as an
 * id, and a script gets none.
 */
export function scriptAccounts(deps: Pick<ScriptDeps, 'store'>, connectionId: string): Account[] {
  return listAccounts(deps.store, connectionId).map((account) => ({ ...account, id: account.key }))
}
