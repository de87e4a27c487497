import type { Account } from '../../../../shared/models/account.ts'
import type { AccountsRead } from '../../institutions/profile.ts'

export interface MergedAccounts {
  accounts: Account[]
  /** How many were not in the answer and are kept, because the answer was not complete. */
  kept: number
  /** How many were not in the answer and are no longer shared. */
  gone: number
}

/**
 * The accounts of a connection after a read. An account that is missing is removed only if the whole answer could be read and names
 * other accounts: otherwise it stays as it was, marked as from an earlier read.
 */
export function mergeAccounts(before: readonly Account[], read: AccountsRead): MergedAccounts {
  const counts = Map.groupBy(read.accounts, ({ id }) => id)
  const seen = new Map<string, number>()
  const missing = before.filter(({ id }) => {
    const nth = (seen.get(id) ?? 0) + 1
    seen.set(id, nth)
    return nth > (counts.get(id)?.length ?? 0)
  })
  if (read.isComplete && read.accounts.length > 0) {
    return { accounts: read.accounts, kept: 0, gone: missing.length }
  }
  const kept = missing.map((account) => ({ ...account, isEarlier: true }))
  return { accounts: [...read.accounts, ...kept], kept: kept.length, gone: 0 }
}
