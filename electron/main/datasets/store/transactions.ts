import type { ReadWindow } from '../merge/match.ts'
import type { Added, Changed, Merge } from '../merge/merge-rows.ts'
import { minorUnits, type Row, type StoredRow } from '../merge/row.ts'
import type { AccountIn } from './accounts.ts'
import type { DatasetFile } from './dataset-file.ts'
import { utcText } from './utc-text.ts'

type Columns = Omit<StoredRow, 'isPending' | 'isVanished'> & { isPending: number; isVanished: number }

const columns = `transaction_id AS number, institution_transaction_id AS institutionId, transaction_date AS date, amount, currency,
  description, category, direction, is_pending AS isPending, posted_at AS postedAt, made_at AS madeAt, unreadable, fingerprint,
  vanished_at IS NOT NULL AS isVanished, superseded_by AS supersededBy`

/** The rows of an account that a read may return: those of its days, and those without a day. */
export function loadRows(
  file: DatasetFile,
  { accountId }: Pick<AccountIn, 'accountId'>,
  sent: readonly Row[],
  { fromDay, toDay }: Pick<ReadWindow, 'fromDay' | 'toDay'>,
): StoredRow[] {
  let from = fromDay
  let to = toDay
  for (const { date } of sent) {
    if (date !== null && date < from) from = date
    if (date !== null && date > to) to = date
  }
  return file.db
    .prepare<[number, string, string, number], Columns>(
      `SELECT ${columns} FROM transactions WHERE account_id = ? AND transaction_date BETWEEN ? AND ?
       UNION ALL SELECT ${columns} FROM transactions WHERE account_id = ? AND transaction_date IS NULL`,
    )
    .all(accountId, from, to, accountId)
    .map(toStoredRow)
}

/** All rows of an account. */
export function loadAllRows(file: DatasetFile, accountId: number): StoredRow[] {
  return file.db
    .prepare<[number], Columns>(`SELECT ${columns} FROM transactions WHERE account_id = ?`)
    .all(accountId)
    .map(toStoredRow)
}

function toStoredRow(row: Columns): StoredRow {
  return { ...row, isPending: row.isPending === 1, isVanished: row.isVanished === 1 }
}

export interface By {
  run: number
  account: AccountIn
  atMs: number
}

/** Writes what a merge changes, with its log. */
export function saveMerge(file: DatasetFile, by: By, merge: Merge): void {
  const first = nextNumber(file)
  insertRows(file, by, first, merge.added)
  for (const change of merge.changed) updateRow(file, by, change)
  const { db } = file
  const at = utcText(by.atMs)
  const supersede = db.prepare(
    'UPDATE transactions SET superseded_by = ?, _run_id = ?, _loaded_at = ? WHERE transaction_id = ?',
  )
  for (const { number, added } of merge.posted) {
    supersede.run(first + added, by.run, at, number)
    logChange(file, by.run, {
      number,
      kind: 'posted',
      before: { supersededBy: null },
      after: { supersededBy: first + added },
    })
  }
  const vanish = db.prepare(
    'UPDATE transactions SET vanished_at = ?, _run_id = ?, _loaded_at = ? WHERE transaction_id = ?',
  )
  for (const number of merge.vanished) {
    vanish.run(at, by.run, at, number)
    logChange(file, by.run, {
      number,
      kind: 'vanished',
      before: { isVanished: false },
      after: { isVanished: true },
    })
  }
  if (merge.isUnstable) {
    db.prepare(
      `UPDATE accounts SET id_quality = 'unstable', _run_id = ?, _loaded_at = ? WHERE account_id = ?`,
    ).run(by.run, at, by.account.accountId)
  }
  noteMonths(file, by.run, by.account.accountId, merge.months)
}

/** Numbers of deleted rows are not given again. */
function nextNumber(file: DatasetFile): number {
  const last = file.db
    .prepare<[], { number: number }>(
      `SELECT max(coalesce((SELECT max(transaction_id) FROM transactions), 0),
         coalesce((SELECT max(last_transaction_id) FROM deleted_connections), 0)) AS number`,
    )
    .get()
  return (last?.number ?? 0) + 1
}

function insertRows(
  file: DatasetFile,
  { run, account, atMs }: By,
  first: number,
  added: readonly Added[],
): void {
  if (added.length === 0) return
  const at = utcText(atMs)
  const insert = file.db.prepare(
    `INSERT INTO transactions (transaction_id, account_id, transaction_date, amount, amount_minor, currency, description, category,
       direction, is_pending, posted_at, made_at, unreadable, institution_transaction_id, fingerprint, _run_id, _loaded_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const [index, { row, fingerprint }] of added.entries()) {
    insert.run(
      first + index,
      account.accountId,
      row.date,
      row.amount,
      minorUnits(row.amount, row.currency),
      row.currency,
      row.description,
      row.category,
      row.direction,
      row.isPending ? 1 : 0,
      row.postedAt,
      row.madeAt,
      row.unreadable,
      row.institutionId,
      fingerprint,
      run,
      at,
    )
  }
  file.db
    .prepare(
      `INSERT INTO transaction_changes (run_id, transaction_id, kind)
       SELECT ?, transaction_id, 'inserted' FROM transactions WHERE transaction_id >= ?`,
    )
    .run(run, first)
}

function updateRow(file: DatasetFile, { run, atMs }: By, change: Changed): void {
  const { row, number, fingerprint } = change
  file.db
    .prepare(
      `UPDATE transactions SET transaction_date = ?, amount = ?, amount_minor = ?, currency = ?, description = ?, category = ?,
         direction = ?, is_pending = ?, posted_at = ?, made_at = ?, unreadable = ?, institution_transaction_id = ?, fingerprint = ?,
         vanished_at = NULL, superseded_by = NULL, _run_id = ?, _loaded_at = ?
       WHERE transaction_id = ?`,
    )
    .run(
      row.date,
      row.amount,
      minorUnits(row.amount, row.currency),
      row.currency,
      row.description,
      row.category,
      row.direction,
      row.isPending ? 1 : 0,
      row.postedAt,
      row.madeAt,
      row.unreadable,
      row.institutionId,
      fingerprint,
      run,
      utcText(atMs),
      number,
    )
  logChange(file, run, change)
}

interface Logged {
  number: number
  kind: Changed['kind'] | 'vanished' | 'joined'
  before: Partial<StoredRow>
  after: Partial<StoredRow>
}

/** Adds a line to `transaction_changes`. Whoever gives a row another `_run_id` adds one. */
export function logChange(file: DatasetFile, run: number, { number, kind, before, after }: Logged): void {
  file.db
    .prepare(
      'INSERT INTO transaction_changes (run_id, transaction_id, kind, before, after) VALUES (?, ?, ?, ?, ?)',
    )
    .run(run, number, kind, columnsOf(before), columnsOf(after))
}

/** The names that the table has. */
const names: Partial<Record<string, string>> = {
  institutionId: 'institution_transaction_id',
  date: 'transaction_date',
  isPending: 'is_pending',
  postedAt: 'posted_at',
  madeAt: 'made_at',
  isVanished: 'is_vanished',
  supersededBy: 'superseded_by',
}

function columnsOf(values: Partial<StoredRow>): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [names[name] ?? name, value])),
  )
}

/** Says which months of an account a copy has to write again. */
export function noteMonths(
  file: DatasetFile,
  run: number,
  accountId: number,
  months: Iterable<string>,
): void {
  const note = file.db.prepare(
    `INSERT INTO changed_months VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET _run_id = excluded._run_id`,
  )
  for (const month of months) note.run(accountId, month, run)
}
