import type { Account } from '../../../../shared/models/account.ts'
import type { AccountsRead } from '../../institutions/model/profile.ts'

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
  const missing = missingIn(before, read.accounts)
  if (read.isComplete && read.accounts.length > 0) {
    return { accounts: read.accounts, kept: 0, gone: missing.length }
  }
  const kept = missing.map((account) => ({ ...account, isEarlier: true }))
  return { accounts: withUniqueKeys([...read.accounts, ...kept]), kept: kept.length, gone: 0 }
}

/** Ids are not always unique. Of the accounts with one id, the name and the mask say which is which, and otherwise the order. */
function missingIn(before: readonly Account[], read: readonly Account[]): Account[] {
  const missing = new Set(before)
  const beforeById = Map.groupBy(before, ({ id }) => id)
  const take = (account: Account, isSame: (other: Account) => boolean): boolean => {
    const found = beforeById.get(account.id)?.find((other) => missing.has(other) && isSame(other))
    return found !== undefined && missing.delete(found)
  }
  const renamed = read.filter(
    (account) => !take(account, ({ name, mask }) => name === account.name && mask === account.mask),
  )
  for (const account of renamed) take(account, () => true)
  return [...missing]
}

/** The key of an account follows from its id and its position among those with the same id: one that is kept may have that of another. */
function withUniqueKeys(accounts: readonly Account[]): Account[] {
  const used = new Set<string>()
  return accounts.map((account) => {
    let { key } = account
    for (let count = 1; used.has(key); count += 1) key = `${account.key.split('-kept')[0]}-kept${count}`
    used.add(key)
    return { ...account, key }
  })
}
