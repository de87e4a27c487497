import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { namesOf, type Cell, type Cells, type ColumnKind } from '../../tables/columns.ts'
import {
  accountColumns,
  accountsSql,
  monthValues,
  transactions,
  wholeTables,
  type CopiedTable,
  type WholeTable,
} from './copied-tables.ts'

/** The transactions of one connection and month, which are one file of a copy. */
export interface Part {
  connectionId: string
  /** `2026-11`, or `undated`. */
  month: string
  /** Another one means that the file has to be written anew. */
  state: string
}

/** A dataset's file as it is at one moment, read beside whatever else is done with it. */
export interface Snapshot {
  /** When the dataset ran first: distinguishes it from another one at the same place. */
  firstRunAt: string
  newestRun: number
  schemaVersion: number
  parts: Part[]
  /** Another one means that the table has to be written anew; null for one that is short and always is. */
  stateOf(name: WholeTable): string | null
  readTable(name: WholeTable): Generator<Cells[]>
  readPart(part: Part): Generator<Cells[]>
  close(): void
}

const pageRows = 2000

export function openSnapshot(path: string): Snapshot {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  // Everything is read as of this transaction.
  db.exec('BEGIN')
  const accounts = readAccounts(db)
  const value = (sql: string) => db.prepare(sql).pluck().get()
  return {
    firstRunAt: String(value('SELECT min(started_at) FROM runs')),
    newestRun: Number(value('SELECT coalesce(max(run_id), 0) FROM runs')),
    schemaVersion: Number(value('PRAGMA user_version')),
    parts: listParts(db, accounts),
    stateOf: (name) => {
      if (name === 'accounts' || name === 'runs') return null
      const [count, newest] = db
        .prepare(`SELECT count(*), max(_run_id) FROM ${name}`)
        .raw()
        .get() as unknown[]
      return `${String(count)}-${String(newest)}-${hashOf(accounts, null)}`
    },
    readTable: (name) => readPages(db, accounts, wholeTables[name], []),
    readPart: ({ connectionId, month }) => {
      const { columns, sql } = transactions
      return readPages(db, accounts, { columns, sql: sql(month) }, monthValues(connectionId, month))
    },
    close: () => void db.close(),
  }
}

/** As in `v_transactions`, of the account of a row of `changed_months`. */
const current = `SELECT 1 FROM transactions WHERE transactions.account_id = changed_months.account_id AND vanished_at IS NULL
  AND transactions.superseded_by IS NULL`

/** Those that have rows, each with the run that changed it last, and what its rows say of the connection and its accounts. */
function listParts(db: Database.Database, accounts: Accounts): Part[] {
  const names = new Map<string, string>()
  const rows = db
    .prepare<[], { connectionId: string; month: string; run: number }>(
      `SELECT connection_id AS connectionId, month, max(changed_months._run_id) AS run
        FROM changed_months JOIN accounts USING (account_id)
        GROUP BY connection_id, month
        HAVING max(EXISTS (${current} AND transaction_date BETWEEN month || '-01' AND month || '-31')
          OR (month = 'undated' AND EXISTS (${current} AND transaction_date IS NULL)))
        ORDER BY connection_id, month`,
    )
    .all()
  return rows.map(({ connectionId, month, run }) => {
    const known = names.get(connectionId) ?? hashOf(accounts, connectionId)
    names.set(connectionId, known)
    return { connectionId, month, state: `${run}-${known}` }
  })
}

/** What each row has of its account, by `account_id`. */
type Accounts = ReadonlyMap<Cell, Cells>

function readAccounts(db: Database.Database): Accounts {
  const at = namesOf(accountColumns).indexOf('account_id')
  const rows = db.prepare<[], Cell[]>(accountsSql).raw().all()
  return new Map(rows.map((cells) => [cells[at] ?? null, cells]))
}

/** A short hash of what the rows of a connection, or of all, have of their accounts. */
function hashOf(accounts: Accounts, connectionId: string | null): string {
  const all = [...accounts.values()]
  const at = namesOf(accountColumns).indexOf('connection_id')
  const own = connectionId === null ? all : all.filter((cells) => cells[at] === connectionId)
  return createHash('sha256').update(JSON.stringify(own)).digest('base64url').slice(0, 16)
}

function* readPages(
  db: Database.Database,
  accounts: Accounts,
  { columns, sql }: CopiedTable,
  values: string[],
): Generator<Cell[][]> {
  const accountAt = 'account_mask' in columns ? namesOf(columns).indexOf('connection_id') : null
  const at = (kind: ColumnKind) =>
    Object.values(columns).flatMap((own, index) => (own === kind ? [index] : []))
  const [flags, counts] = [at('flag'), at('count')]
  let page: Cell[][] = []
  for (const cells of db
    .prepare<string[], Cell[]>(sql)
    .raw()
    .iterate(...values)) {
    if (accountAt !== null) cells.splice(accountAt, 1, ...(accounts.get(cells[accountAt] ?? null) ?? []))
    // SQLite has no truth values, and a number that JavaScript can't hold comes as text.
    for (const index of flags) if (typeof cells[index] === 'number') cells[index] = cells[index] === 1
    for (const index of counts) if (typeof cells[index] === 'string') cells[index] = BigInt(cells[index])
    page.push(cells)
    if (page.length < pageRows) continue
    yield page
    page = []
  }
  yield page
}
