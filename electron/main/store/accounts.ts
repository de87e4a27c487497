import { account, accountParts, type Account } from '../../../shared/models/account.ts'
import type { Store } from './database.ts'

interface Columns {
  key: string
  id: string
  category: Account['category']
  type: string | null
  name: string
  mask: string | null
  currency: string | null
  balances: string
  balance_type: Account['balanceType']
  as_of_day: string | null
  as_of: number | null
  unavailable: number
  is_earlier: number
  unreadable: string
}

/** Replaces all of a connection's accounts, in the institution's order. */
export function replaceAccounts(store: Store, connectionId: string, accounts: readonly Account[]): void {
  store.prepare('DELETE FROM accounts WHERE connection_id = ?').run(connectionId)
  const insert = store.prepare(
    `INSERT INTO accounts
       (connection_id, key, id, position, category, type, name, mask, currency, balances, balance_type, as_of_day, as_of,
        unavailable, is_earlier, unreadable)
     VALUES
       (@connectionId, @key, @id, @position, @category, @type, @name, @mask, @currency, @balances, @balanceType, @asOfDay, @asOfMs,
        @unavailable, @isEarlier, @unreadable)`,
  )
  for (const [position, account] of accounts.entries()) {
    insert.run({
      ...account,
      connectionId,
      position,
      balances: JSON.stringify(account.balances),
      unavailable: account.unavailable ? 1 : 0,
      isEarlier: account.isEarlier ? 1 : 0,
      unreadable: account.unreadable.join(),
    })
  }
}

/** Of one that can't be read, the names are shown; it has no balances and is unavailable. */
export function listAccounts(store: Store, connectionId: string): Account[] {
  return store
    .prepare<[string], Columns>('SELECT * FROM accounts WHERE connection_id = ? ORDER BY position')
    .all(connectionId)
    .map((row) => {
      const balances = readBalances(row.balances)
      return {
        key: row.key,
        id: row.id,
        category: row.category,
        type: row.type,
        name: row.name,
        mask: row.mask,
        currency: row.currency,
        balances: balances ?? {},
        balanceType: row.balance_type,
        asOfDay: row.as_of_day,
        asOfMs: row.as_of,
        unavailable: row.unavailable === 1 || balances === null,
        isEarlier: row.is_earlier === 1,
        unreadable: accountParts.filter((part) => row.unreadable.split(',').includes(part)),
      }
    })
    .map((read) => (account.safeParse(read).success ? read : { ...read, ...unreadable }))
}

const unreadable = {
  category: 'other',
  currency: null,
  balances: {},
  balanceType: 'asset',
  asOfDay: null,
  asOfMs: null,
  unavailable: true,
} satisfies Partial<Account>

function readBalances(json: string): Account['balances'] | null {
  try {
    return account.shape.balances.parse(JSON.parse(json))
  } catch {
    // Neither JSON nor balances.
    return null
  }
}

export interface AccountsSummary {
  accountCount: number
  unavailableCount: number
  oldestDataDay: string | null
  oldestDataMs: number | null
  accountSearchText: string
}

/** A summary of a connection's accounts for the list; undefined when it has none. */
export function sumAccounts(store: Store, connectionId: string): AccountsSummary | undefined {
  const sum = store
    .prepare<[string], AccountsSummary>(
      `SELECT count(*) AS accountCount, sum(unavailable OR is_earlier) AS unavailableCount,
         min(as_of_day) AS oldestDataDay, min(as_of) AS oldestDataMs,
         group_concat(name || ' ' || coalesce(mask, ''), char(10)) AS accountSearchText
       FROM accounts WHERE connection_id = ? GROUP BY connection_id`,
    )
    .get(connectionId)
  // A damaged date of one account is not shown.
  return sum && { ...sum, oldestDataDay: readDay(sum.oldestDataDay), oldestDataMs: readMs(sum.oldestDataMs) }
}

const readDay = (value: unknown) => account.shape.asOfDay.catch(null).parse(value)
const readMs = (value: unknown) => account.shape.asOfMs.catch(null).parse(value)
