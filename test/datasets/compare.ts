import { openDatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { transactionsAt } from '../../electron/main/sandbox/ledger/ledger.ts'
import type { SandboxAccount } from '../../electron/main/sandbox/users.ts'
import { dayMs, dayOf, keyOf } from './life.ts'

/** The first moment after this one when nothing is answered in part. */
export function wholeMs(atMs: number): number {
  const isPartial = Math.floor(atMs / dayMs) % 3 === 0
  return Math.floor(atMs / dayMs + (isPartial ? 1 : 0)) * dayMs + 12 * 3_600_000
}

/** How many changes to transactions the file lists. */
export function countChanges(path: string): number {
  const file = openDatasetFile(path, { mustExist: true })
  try {
    const row = file.db
      .prepare<[], { count: number }>('SELECT count(*) AS count FROM transaction_changes')
      .get()
    return row?.count ?? 0
  } finally {
    file.close()
  }
}

interface StoredRow {
  transaction_date: string
  amount_minor: number
  description: string
  is_pending: number
}

export interface Compared {
  /** The dataset's file. */
  path: string
  /** Of Mikomo's ledger. */
  seed: string
  /** The first day that was read. */
  fromDay: string
  /** When it was read last. */
  atMs: number
}

/** What the file has too much or too little of, as lines. */
export function differences(
  { path, seed, fromDay: firstDay, atMs }: Compared,
  account: SandboxAccount,
): string[] {
  const { accountId } = account
  // A day at the edge of what is read is not certain.
  const fromDay = dayOf(Date.parse(firstDay) + 3 * dayMs)
  const range = { fromMs: Date.parse(fromDay), toMs: atMs }
  // One that is there in every other second may be missing.
  const truth = transactionsAt({ seed, account }, range, atMs)
    .filter(({ description }) => description !== 'Card check')
    .map((one) =>
      [dayOf(one.dateMs), one.cents, one.description, one.postedMs === null ? 'pending' : 'posted'].join(' '),
    )
  const file = openDatasetFile(path, { mustExist: true })
  try {
    const rows = file.db
      .prepare<[string, string], StoredRow>(
        `SELECT * FROM v_transactions WHERE account_key = ? AND transaction_date >= ? AND description <> 'Card check'`,
      )
      .all(keyOf(file, accountId), fromDay)
    const textOf = (row: StoredRow) =>
      [row.transaction_date, row.amount_minor, row.description, row.is_pending ? 'pending' : 'posted'].join(
        ' ',
      )
    return [
      ...surplus(truth, rows.map(textOf)).map((line) => `${accountId} lost ${line}`),
      ...surplus(rows.map(textOf), truth).map((line) => `${accountId} too many ${line}`),
    ]
  } finally {
    file.close()
  }
}

/** What is more often in `these` than in `those`. */
function surplus(these: readonly string[], those: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1)
  return these.filter((one) => {
    const count = left.get(one) ?? 0
    left.set(one, count - 1)
    return count <= 0
  })
}

/** How many transactions changed in a run that `changed_months` or `transaction_changes`, by which copies find them, does not have. */
export function countUnnoted(path: string): number {
  const file = openDatasetFile(path, { mustExist: true })
  try {
    return Number(
      file.db
        .prepare(
          `SELECT count(*) FROM transactions WHERE NOT EXISTS (
             SELECT 1 FROM changed_months WHERE changed_months.account_id = transactions.account_id
               AND month = coalesce(substr(transaction_date, 1, 7), 'undated') AND changed_months._run_id >= transactions._run_id)
             OR (transaction_id, _run_id) NOT IN (SELECT transaction_id, run_id FROM transaction_changes)`,
        )
        .pluck()
        .get(),
    )
  } finally {
    file.close()
  }
}
