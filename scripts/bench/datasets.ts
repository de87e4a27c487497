import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { addDays } from '../../electron/main/datasets/merge/match.ts'
import { minorUnits } from '../../electron/main/datasets/merge/row.ts'
import { openDatasetFile, type DatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { mergeWindow } from '../../electron/main/datasets/store/merge-window.ts'
import { beginRun } from '../../electron/main/datasets/store/runs.ts'
import { schema } from '../../electron/main/datasets/store/schema.ts'
import { windowsToRead } from '../../electron/main/datasets/store/windows.ts'
import { saveAccounts } from '../../electron/main/datasets/store/write-accounts.ts'
import type { Transaction } from '../../shared/models/transaction.ts'
import { account, owner } from '../../test/support/dataset.ts'
import { plainRow, quantile, type Goal, type Row, type Section } from './figures.ts'
import { heldBytes } from './growth.ts'

const today = '2026-11-26'
const atMs = Date.parse(`${today}T12:00:00Z`)
const days = 720

/** What an institution has of one account: newest first, the same for the same day. */
function transactionsOf(fromDay: string, toDay: string, perDay: number): Transaction[] {
  const sent: Transaction[] = []
  for (let day = toDay < today ? toDay : today; day >= fromDay; day = addDays(day, -1)) {
    for (let number = 0; number < perDay; number += 1) sent.push(transactionOf(day, number))
  }
  // As from an answer: strings that were put together cost more to read.
  return JSON.parse(JSON.stringify(sent)) as Transaction[]
}

function transactionOf(day: string, number: number): Transaction {
  return {
    id: `${day.replaceAll('-', '')}${String(number).padStart(8, '0')}`,
    day,
    postedAtMs: Date.parse(`${day}T09:00:00Z`) + number * 1000,
    madeAtMs: null,
    description: `Purchase ${(number * 7919) % 997} Corner Grocery`,
    category: null,
    amount: { amount: `-${(number * 31) % 900}.${String(number % 100).padStart(2, '0')}`, currency: 'USD' },
    direction: 'debit',
    isPending: false,
    unreadable: [],
  }
}

/** Rows into a dataset's file, beside bare inserts of the same rows into the same tables with as many commits. */
export function datasetSections(rows: number, rounds: number): Section[] {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-dataset-'))
  try {
    const [first, memory] = firstRun(folder, rows, rounds)
    return [first, dailyRun(folder, rounds), memory]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function firstRun(folder: string, rows: number, rounds: number): [Section, Section] {
  const times = { bare: [] as number[], merged: [] as number[] }
  const perDay = Math.max(1, Math.round(rows / days))
  let held: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const file = openWithAccounts(join(folder, `first-${round}.db`), 1)
    const merged = mergeFirst(file, perDay, round === 0)
    if (round === 0) held = merged.held
    times.merged.push(merged.ms)
    const parts = storedParts(file)
    file.close()
    times.bare.push(timeBare(join(folder, `bare-${round}.db`), parts))
  }
  const quarter = held[Math.floor(held.length / 4)] ?? 0
  return [
    {
      title: `${rows} transactions into a new dataset`,
      unit: 'ms',
      rows: [
        rowFor('floor: bare inserts of the same rows', times.bare, null),
        rowFor('merged', times.merged, times.bare, {
          of: 'ratio',
          most: 1.5,
          limit:
            'without comparing, hashing and the texts of times it is 1.6, without the record of changes too 1.28',
        }),
      ],
      notes: [
        'The floor inserts into the same table with its indexes, with as many commits, and writes no changes.',
      ],
    },
    {
      title: 'Memory that merging them leaves behind',
      unit: 'MB',
      rows: [
        plainRow('held by the heap after a quarter of the windows', quarter / 1e6),
        plainRow('grown by, after all of them', ((held.at(-1) ?? 0) - quarter) / 1e6, { of: 'p50', most: 1 }),
      ],
      notes: [],
    },
  ]
}

/** Reads the windows of a first run. The institution's answers are not timed, and are gone once they are merged. */
function mergeFirst(file: DatasetFile, perDay: number, isWeighed: boolean): { ms: number; held: number[] } {
  const run = beginRun(file, { atMs, cause: 'by hand' })
  const held: number[] = []
  let ms = 0
  for (const window of windowsToRead(file, ofAccount(0), { since: addDays(today, -days), today })) {
    const transactions = transactionsOf(window.fromDay, window.toDay, perDay)
    const whole = { ...ofAccount(0), ...window, transactions, isComplete: true, problem: null, atMs }
    ms += timed(() => mergeWindow(file, run, whole))
    if (isWeighed) held.push(heldBytes())
  }
  return { ms, held }
}

/** 50 accounts of which each brings 20 new rows. */
function dailyRun(folder: string, rounds: number): Section {
  const accounts = 50
  const perDay = 5
  const file = openWithAccounts(join(folder, 'daily.db'), accounts)
  const firstRun = beginRun(file, { atMs, cause: 'by hand' })
  const since = addDays(today, -days)
  const window = { fromDay: since, toDay: addDays(today, 2), isComplete: true, problem: null, atMs }
  const known = transactionsOf(since, today, perDay)
  for (let index = 0; index < accounts; index += 1) {
    mergeWindow(file, firstRun, { ...ofAccount(index), ...window, transactions: known })
  }
  const times = { bare: [] as number[], merged: [] as number[] }
  const bare = openBare(join(folder, 'daily-bare.db'))
  for (let round = 1; round <= rounds; round += 1) {
    const run = beginRun(file, { atMs, cause: 'schedule' })
    const recent = transactionsOf(addDays(today, -45), today, perDay)
    const added = Array.from({ length: 20 * round }, (_, number) => transactionOf(today, 1000 + number))
    const transactions = [...recent, ...added]
    times.merged.push(
      timed(() => {
        for (let index = 0; index < accounts; index += 1) {
          mergeWindow(file, run, {
            ...ofAccount(index),
            ...window,
            fromDay: addDays(today, -45),
            transactions,
          })
        }
      }),
    )
    const rows = file.db
      .prepare('SELECT * FROM transactions WHERE _run_id = ? ORDER BY transaction_id')
      .all(run) as Stored[]
    const parts = Array.from({ length: accounts }, (_, index) =>
      rows.slice(index * 20, index * 20 + 20).map(valuesOf),
    )
    times.bare.push(timed(() => insertBare(bare, parts)))
  }
  bare.close()
  file.close()
  return {
    title: `A daily run: ${accounts} accounts with ${known.length} rows each, of which 45 days come again with 20 new ones`,
    unit: 'ms',
    rows: [
      rowFor('floor: bare inserts of the new rows, a commit for each account', times.bare, null),
      rowFor('merged', times.merged, times.bare),
    ],
    notes: [`The merge compares ${46 * perDay} rows for each account that are there already.`],
  }
}

const ofAccount = (index: number) => ({ connectionId: owner.connectionId, accountKey: `account-${index}` })

function openWithAccounts(path: string, count: number): DatasetFile {
  const file = openDatasetFile(path)
  const run = beginRun(file, { atMs, cause: 'by hand' })
  const accounts = Array.from({ length: count }, (_, index) =>
    account({ key: `account-${index}`, id: `a${index}`, mask: String(index) }),
  )
  saveAccounts(file, run, owner, accounts, { atMs, isPartial: false })
  return file
}

type Stored = Record<string, string | number | null>
/** Of all columns, in their order. */
type Values = (string | number | bigint | null)[]

/** The rows as they are stored, in as many parts as a first run has windows. */
function storedParts(file: DatasetFile): Values[][] {
  const rows = file.db.prepare('SELECT * FROM transactions ORDER BY transaction_id').all() as Stored[]
  const size = Math.ceil(rows.length / 25)
  return Array.from({ length: 25 }, (_, part) => rows.slice(part * size, (part + 1) * size).map(valuesOf))
}

function openBare(path: string): Database.Database {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(schema)
  db.exec(`INSERT INTO connections VALUES ('c', 'c', '', '', '', '', '', NULL, 1, '')`)
  for (let index = 0; index < 50; index += 1) {
    db.prepare(
      `INSERT INTO accounts (connection_id, account_key, institution_account_id, category, name, balance_type, _run_id, _loaded_at)
       VALUES ('c', ?, '', '', '', 'asset', 1, '')`,
    ).run(String(index))
  }
  return db
}

function timeBare(path: string, parts: readonly Values[][]): number {
  const db = openBare(path)
  const ms = timed(() => insertBare(db, parts))
  db.close()
  return ms
}

function insertBare(db: Database.Database, parts: readonly Values[][]): void {
  const insert = db.prepare(
    `INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const many = db.transaction((rows: readonly Values[]) => {
    for (const row of rows) insert.run(row)
  })
  for (const rows of parts) many(rows)
}

function valuesOf(row: Stored): Values {
  const minor = minorUnits(String(row['amount']), String(row['currency']))
  return Object.entries(row).map(([name, value]) => (name === 'amount_minor' ? minor : value))
}

function timed(work: () => void): number {
  const startedMs = performance.now()
  work()
  return performance.now() - startedMs
}

function rowFor(
  what: string,
  ms: readonly number[],
  base: readonly number[] | null,
  goal: Goal | null = null,
): Row {
  return {
    what,
    p50: quantile(ms, 0.5),
    p95: quantile(ms, 0.95),
    perSecond: null,
    ratio: base && quantile(ms, 0.5) / quantile(base, 0.5),
    goal,
  }
}
