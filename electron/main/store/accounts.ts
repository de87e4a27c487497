import type { Account } from '../../../shared/models/account.ts'
import type { Store } from './database.ts'

interface Columns {
  id: string
  category: Account['category']
  type: string | null
  name: string
  mask: string | null
  balance_minor: number | null
  currency: string | null
  balance_type: Account['balanceType']
  as_of: number | null
  unavailable: number
}

/** All of a connection's accounts, in the institution's order, in the place of those before. */
export function replaceAccounts(store: Store, connectionId: string, accounts: readonly Account[]): void {
  store.prepare('DELETE FROM accounts WHERE connection_id = ?').run(connectionId)
  const insert = store.prepare(
    `INSERT OR REPLACE INTO accounts
       (connection_id, id, position, category, type, name, mask, balance_minor, currency, balance_type, as_of, unavailable)
     VALUES
       (@connectionId, @id, @position, @category, @type, @name, @mask, @balanceMinor, @currency, @balanceType, @asOfMs, @unavailable)`,
  )
  for (const [position, account] of accounts.entries()) {
    const { balance, unavailable, ...rest } = account
    insert.run({
      ...rest,
      connectionId,
      position,
      balanceMinor: balance?.minorUnits ?? null,
      unavailable: unavailable ? 1 : 0,
    })
  }
}

export function listAccounts(store: Store, connectionId: string): Account[] {
  return store
    .prepare<[string], Columns>('SELECT * FROM accounts WHERE connection_id = ? ORDER BY position')
    .all(connectionId)
    .map((row) => ({
      id: row.id,
      category: row.category,
      type: row.type,
      name: row.name,
      mask: row.mask,
      currency: row.currency,
      balance:
        row.balance_minor === null || row.currency === null
          ? null
          : { minorUnits: row.balance_minor, currency: row.currency },
      balanceType: row.balance_type,
      asOfMs: row.as_of,
      unavailable: row.unavailable === 1,
    }))
}

export interface AccountsSummary {
  accountCount: number
  unavailableCount: number
  oldestDataMs: number | null
  accountSearchText: string
}

/** What the list says of a connection's accounts; undefined when it has none. */
export function sumAccounts(store: Store, connectionId: string): AccountsSummary | undefined {
  return store
    .prepare<[string], AccountsSummary>(
      `SELECT count(*) AS accountCount, sum(unavailable) AS unavailableCount, min(as_of) AS oldestDataMs,
         group_concat(name || ' ' || coalesce(mask, ''), char(10)) AS accountSearchText
       FROM accounts WHERE connection_id = ? GROUP BY connection_id`,
    )
    .get(connectionId)
}
