import { createReadStream } from 'node:fs'
import { localDay } from '../../../shared/calendar.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import { requireConnection } from '../connections/model/view.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { deleteDatasetFile, openDatasetFile, type DatasetFile } from '../datasets/store/dataset-file.ts'
import { mergeWindow } from '../datasets/store/merge-window.ts'
import { beginRun, endRun } from '../datasets/store/runs.ts'
import { saveAccounts } from '../datasets/store/write-accounts.ts'
import type { ExportRun } from '../runtime/export-runs.ts'
import { readAccounts, type Period, type Reading } from './read-accounts.ts'
import { ownerOf } from './rows.ts'
import type { Scoped } from './scope.ts'

interface Content {
  /** Without day and extension. */
  name: string
  scoped: Scoped
  /** Something is missing; known once everything is read. */
  isPartial: () => boolean
  /** Null for accounts only. */
  transactions: { reading: Reading; period: Period } | null
}

/**
 * Writes a SQLite file where the user chooses: a dataset's file, as a single run makes it.
 *
 * @returns false when the user chose none
 * @throws AppError as readAccounts, `file_unwritable`, `disk_full`
 */
export function saveSqlite(deps: RefreshDeps, content: Content, run: ExportRun): Promise<boolean> {
  return deps.saveFile(`${content.name}-${localDay(deps.now())}.sqlite`, async (write, scratch) => {
    deleteDatasetFile(scratch)
    try {
      await fill(deps, scratch, content, run)
      for await (const chunk of createReadStream(scratch)) await write(chunk as Uint8Array)
    } finally {
      deleteDatasetFile(scratch)
    }
    return content.isPartial() ? { isPartial: true, rewrite: null } : null
  })
}

async function fill(deps: RefreshDeps, path: string, content: Content, run: ExportRun): Promise<void> {
  const { scoped, transactions } = content
  const file = openDatasetFile(path)
  try {
    const atMs = deps.now()
    const number = beginRun(file, { atMs, cause: 'export' })
    for (const id of scoped.connectionIds) saveConnection(deps, { file, number }, id, scoped)
    const inserted = transactions === null ? 0 : await mergeAll(deps, { file, number }, content, run)
    const missing = transactions?.reading.missing ?? []
    endRun(file, number, {
      inserted,
      updated: 0,
      posted: 0,
      vanished: 0,
      atMs,
      endedAtMs: deps.now(),
      outcome: content.isPartial() ? 'partial' : 'complete',
      accountsRead: scoped.accounts.length - missing.length,
      accountsMissing: missing.length,
      problem: missing[0]?.problem ?? null,
      untilMs: null,
    })
    // One file, which can also be read where nothing can be written beside it.
    file.db.pragma('journal_mode = DELETE')
  } finally {
    file.close()
  }
}

interface Into {
  file: DatasetFile
  /** Of the run. */
  number: number
}

function saveConnection(
  deps: RefreshDeps,
  { file, number }: Into,
  connectionId: string,
  { accounts }: Scoped,
): void {
  const row = requireConnection(deps, connectionId)
  const { registrationId, institutionId, sub, signedInAs, labels, dataAsOfMs } = row
  const { institution } = ownerOf(deps, connectionId)
  const owner = { connectionId, registrationId, institutionId, sub, institution, login: signedInAs }
  const own = accounts.flatMap((one) => (one.connectionId === connectionId ? [one.account] : []))
  const label = labels.length === 0 ? null : labels.join('; ')
  saveAccounts(file, number, { ...owner, label }, own, { atMs: dataAsOfMs ?? deps.now(), isPartial: true })
}

/**
 * Merges the transactions of each account once all of them are read. Of an account that can't be read, the coverage says why.
 *
 * @returns how many transactions there are
 */
async function mergeAll(
  deps: RefreshDeps,
  { file, number }: Into,
  { scoped, transactions: wanted }: Content,
  run: ExportRun,
): Promise<number> {
  if (wanted === null) return 0
  const { period, reading } = wanted
  const toDay = period.toDay ?? localDay(deps.now())
  const fromDay = localDay(Date.parse(`${toDay}T12:00:00`) - (period.days - 1) * dayMs)
  let [rows, inserted, isComplete] = [0, 0, true]
  let transactions: Transaction[] = []
  for await (const page of readAccounts(deps, scoped.accounts, period, run, reading)) {
    run.signal.throwIfAborted()
    for (const one of page.transactions) transactions.push(one)
    isComplete &&= !page.isPartial
    run.report((rows += page.transactions.length))
    if (page.end === null) continue
    const { connectionId, account } = page.of
    const window = { connectionId, accountKey: account.key, fromDay, toDay, isComplete, atMs: deps.now() }
    inserted += mergeWindow(file, number, { ...window, ...page.end, transactions }).inserted
    transactions = []
    isComplete = true
  }
  return inserted
}

const dayMs = 24 * 60 * 60_000
