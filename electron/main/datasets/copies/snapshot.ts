import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import type { Cell, Row } from '../../tables/columns.ts'
import { monthValues, transactions, wholeTables, type CopiedTable, type WholeTable } from './copied-tables.ts'

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
  readTable(name: WholeTable): Generator<Row[]>
  readPart(part: Part): Generator<Row[]>
  close(): void
}

const pageRows = 2000

export function openSnapshot(path: string): Snapshot {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  // Everything is read as of this transaction.
  db.exec('BEGIN')
  const value = (sql: string) => db.prepare(sql).pluck().get()
  return {
    firstRunAt: String(value('SELECT min(started_at) FROM runs')),
    newestRun: Number(value('SELECT coalesce(max(run_id), 0) FROM runs')),
    schemaVersion: Number(value('PRAGMA user_version')),
    parts: listParts(db),
    stateOf: (name) => {
      if (name === 'accounts' || name === 'runs') return null
      const [count, newest] = db
        .prepare(`SELECT count(*), max(_run_id) FROM ${name}`)
        .raw()
        .get() as unknown[]
      return `${String(count)}-${String(newest)}-${namesOf(db, null)}`
    },
    readTable: (name) => readPages(db, wholeTables[name], []),
    readPart: ({ connectionId, month }) => {
      const { columns, sql } = transactions
      return readPages(db, { columns, sql: sql(month) }, monthValues(connectionId, month))
    },
    close: () => void db.close(),
  }
}

/** Those that have rows, each with the run that changed it last, and what its rows say of the connection and its accounts. */
function listParts(db: Database.Database): Part[] {
  const names = new Map<string, string>()
  const rows = db
    .prepare<[], { connectionId: string; month: string; run: number }>(
      `SELECT connection_id AS connectionId, month, max(changed_months._run_id) AS run
        FROM changed_months JOIN accounts USING (account_id)
        GROUP BY connection_id, month
        HAVING max(EXISTS (
          SELECT 1 FROM transactions WHERE transactions.account_id = changed_months.account_id
            AND vanished_at IS NULL AND transactions.superseded_by IS NULL
            AND (transaction_date BETWEEN month || '-01' AND month || '-31'
              OR (month = 'undated' AND transaction_date IS NULL))))
        ORDER BY connection_id, month`,
    )
    .all()
  return rows.map(({ connectionId, month, run }) => {
    const known = names.get(connectionId) ?? namesOf(db, connectionId)
    names.set(connectionId, known)
    return { connectionId, month, state: `${run}-${known}` }
  })
}

/** A short hash of what the rows of a connection, or of all, have of other tables. */
function namesOf(db: Database.Database, connectionId: string | null): string {
  const rows = db
    .prepare(
      `SELECT institution, login, label, account_id, account_key, name, mask, category, same_account_as
        FROM accounts JOIN connections USING (connection_id)
        WHERE connection_id = @connectionId OR @connectionId IS NULL ORDER BY account_id`,
    )
    .raw()
    .all({ connectionId })
  return createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 16)
}

function* readPages(
  db: Database.Database,
  { columns, sql }: CopiedTable,
  values: string[],
): Generator<Row[]> {
  const names = Object.keys(columns)
  const flags = new Set(names.filter((name) => columns[name] === 'flag'))
  let page: Row[] = []
  // Minor units may have more digits than a number.
  for (const cells of db
    .prepare<string[], Cell[]>(sql)
    .raw()
    .safeIntegers()
    .iterate(...values)) {
    const row: Row = {}
    for (const [index, name] of names.entries()) {
      const cell = cells[index] ?? null
      row[name] = cell !== null && flags.has(name) ? Boolean(cell) : cell
    }
    page.push(row)
    if (page.length < pageRows) continue
    yield page
    page = []
  }
  yield page
}
