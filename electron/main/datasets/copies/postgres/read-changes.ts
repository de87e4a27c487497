import Database from 'better-sqlite3'
import type { TeamTarget } from '../../../../../shared/models/team.ts'
import type { Value } from './copy-text.ts'
import { selectOf } from './tables.ts'

/** Which runs of which file a copy has. */
export interface Cursor {
  fileBeganAt: string
  run: number
  runStartedAt: string
}

/** What changed in a dataset's file after a run, as of one moment. */
export interface Changes {
  /** The newest run. Null before the first. */
  newest: Cursor | null
  /** When a run began; null if the file has no such run. */
  startOf(run: number): string | null
  /** Whose data were deleted. Delete theirs first: one may have rows again. */
  deletedConnections: string[]
  /** Whose balances and holdings were given to another account: all rows of both are to be written again. */
  joinedAccounts: string[]
  connections: ConnectionInFile[]
  accounts(): Iterable<Value[]>
  /** Those that changed; and all of the given accounts. */
  rows(table: 'balances' | 'holdings', ofAccounts: readonly string[]): Iterable<Value[]>
  transactions(): Iterable<Value[]>
  runs(): Iterable<Value[]>
}

export interface ConnectionInFile {
  connectionId: string
  /** The id that the connection has in Mooring. */
  linkedId: string
  institution: string
  login: string
  label: string | null
  /** When everything of all its accounts was last read. */
  lastReadAt: string | null
  lastTryAt: string | null
  /** A code. */
  problem: string | null
  accountCount: number
}

/** Runs whose result may have been written after a copy was. */
const recentRuns = 400

/** The transactions that changed after a run: the last lines of the log, in which the numbers of runs ascend. */
const changed = `SELECT transaction_id FROM transaction_changes WHERE change_id >
  coalesce((SELECT change_id FROM transaction_changes WHERE run_id <= @run ORDER BY change_id DESC LIMIT 1), 0)`

/** @param run what the copy has; 0 for nothing */
export async function withChanges<T>(
  path: string,
  { withNames }: Pick<TeamTarget, 'withNames'>,
  work: (changesAfter: (run: number) => Changes) => Promise<T>,
): Promise<T> {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    // Everything is read as of this transaction.
    db.exec('BEGIN')
    return await work((run) => changesOf(db, { withNames }, run))
  } finally {
    db.close()
  }
}

function changesOf(db: Database.Database, names: Pick<TeamTarget, 'withNames'>, run: number): Changes {
  const texts = (sql: string, ...values: unknown[]) =>
    db
      .prepare<unknown[], string>(sql)
      .pluck()
      .all(...values)
  const rows = (sql: string, ...values: unknown[]) => readRows(db, sql, values)
  return {
    newest: newestOf(db),
    startOf: (wanted) => texts('SELECT started_at FROM runs WHERE run_id = ?', wanted)[0] ?? null,
    deletedConnections: texts('SELECT connection_id FROM deleted_connections WHERE _run_id > ?', run),
    joinedAccounts: texts(
      `SELECT CAST(account_id AS TEXT) FROM accounts WHERE superseded_by IS NOT NULL AND _run_id > @run
       UNION SELECT CAST(superseded_by AS TEXT) FROM accounts WHERE superseded_by IS NOT NULL AND _run_id > @run`,
      { run },
    ),
    connections: db
      .prepare<[], ConnectionInFile>(
        `SELECT connection_id AS connectionId, linked_id AS linkedId, institution, login, label,
           (SELECT count(*) FROM accounts WHERE accounts.connection_id = connections.connection_id AND gone_at IS NULL
             AND superseded_by IS NULL) AS accountCount,
           (SELECT min(as_of_at) FROM coverage JOIN accounts USING (account_id)
             WHERE accounts.connection_id = connections.connection_id AND gone_at IS NULL AND superseded_by IS NULL) AS lastReadAt,
           (SELECT max(coverage._loaded_at) FROM coverage JOIN accounts USING (account_id)
             WHERE accounts.connection_id = connections.connection_id) AS lastTryAt,
           (SELECT min(problem ->> '$.code') FROM coverage JOIN accounts USING (account_id)
             WHERE accounts.connection_id = connections.connection_id AND gone_at IS NULL) AS problem
         FROM connections`,
      )
      .all(),
    accounts: () => rows(selectOf('accounts', names)),
    rows: (table, ofAccounts) =>
      rows(
        `${selectOf(table, names)} WHERE _run_id > ? OR account_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`,
        run,
        JSON.stringify(ofAccounts),
      ),
    transactions: () =>
      run === 0
        ? rows(`${selectOf('transactions', names)} ORDER BY transaction_id`)
        : rows(
            `${selectOf('transactions', names)} WHERE transaction_id IN (${changed}) ORDER BY transaction_id`,
            { run },
          ),
    runs: () => rows(`${selectOf('runs', names)} WHERE run_id > ?`, run - recentRuns),
  }
}

/** Begins with the first row that is asked for: a query that has begun and is not read to its end keeps the file open. */
function* readRows(db: Database.Database, sql: string, values: unknown[]): Generator<Value[]> {
  yield* db
    .prepare<unknown[], Value[]>(sql)
    .raw()
    .iterate(...values)
}

function newestOf(db: Database.Database): Cursor | null {
  const found = db
    .prepare<[], Cursor>(
      `SELECT (SELECT started_at FROM runs ORDER BY run_id LIMIT 1) AS fileBeganAt, run_id AS run, started_at AS runStartedAt
       FROM runs ORDER BY run_id DESC LIMIT 1`,
    )
    .get()
  return found ?? null
}
