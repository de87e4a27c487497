import type { DatasetFile } from './dataset-file.ts'

export interface Changes {
  /** The newest run: a copy that has written these changes has it. */
  run: number
  /** Connections whose data were deleted, as the rows had them. Delete theirs first: one may have rows again. */
  deletedConnections: string[]
  /** Where transactions changed: `month` is `2026-11`, or `undated`. One without rows now has none left. */
  months: { connectionId: string; accountId: number; month: string }[]
  connections: boolean
  accounts: boolean
  balances: boolean
  holdings: boolean
}

/** What changed after a run; after 0 that is everything. */
export function changesAfter(file: DatasetFile, run: number): Changes {
  const { db } = file
  const isChanged = (table: 'connections' | 'accounts' | 'balances' | 'holdings') =>
    db.prepare(`SELECT 1 FROM ${table} WHERE _run_id > ? LIMIT 1`).get(run) !== undefined
  const newest = db.prepare<[], { run: number | null }>('SELECT max(run_id) AS run FROM runs').get()
  const deleted = db
    .prepare<[number], { id: string }>(
      'SELECT connection_id AS id FROM deleted_connections WHERE _run_id > ?',
    )
    .all(run)
  // Names of accounts and connections are in each row of a copy.
  const months = db
    .prepare<{ run: number }, Changes['months'][number]>(
      `SELECT connection_id AS connectionId, account_id AS accountId, month FROM changed_months
       JOIN accounts USING (account_id) JOIN connections USING (connection_id)
       WHERE changed_months._run_id > @run OR accounts._run_id > @run OR connections._run_id > @run
       ORDER BY connection_id, month, account_id`,
    )
    .all({ run })
  return {
    run: newest?.run ?? 0,
    deletedConnections: deleted.map(({ id }) => id),
    months,
    connections: isChanged('connections') || deleted.length > 0,
    accounts: isChanged('accounts') || deleted.length > 0,
    balances: isChanged('balances') || deleted.length > 0,
    holdings: isChanged('holdings') || deleted.length > 0,
  }
}
