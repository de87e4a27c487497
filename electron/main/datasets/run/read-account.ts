import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { Account } from '../../../../shared/models/account.ts'
import { localDay } from '../../../../shared/calendar.ts'
import type { ChangeCounts } from '../../../../shared/models/dataset.ts'
import type { Transaction } from '../../../../shared/models/transaction.ts'
import { readTransactionPages } from '../../connections/data/transactions.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import type { DatasetFile } from '../store/dataset-file.ts'
import { mergeWindow } from '../store/merge-window.ts'
import { windowsToRead } from '../store/windows.ts'
import type { DatasetDeps } from '../dataset-deps.ts'

export interface AccountToRead {
  connectionId: string
  account: Pick<Account, 'key'>
  /** The first day that is wanted; null for as far back as institutions give. */
  since: string | null
}

export interface ReadInto {
  file: DatasetFile
  run: number
  signal: AbortSignal
  /** Called after each page, with its rows. */
  onPage(rows: number): void
  onChanges(counts: ChangeCounts): void
  /** How much of the account is read, from 0 to 1. */
  onShare(share: number): void
}

/**
 * Reads the windows of an account that are due, the newest first, and merges each into the dataset's file. One that can't be read whole
 * removes nothing. After one that fails, the others wait for the next run.
 *
 * @returns why not everything could be read; null if it was
 * @throws the signal's reason; AppError why the file can't be written
 */
export async function readAccount(
  deps: DatasetDeps,
  { connectionId, account, since }: AccountToRead,
  into: ReadInto,
): Promise<Failure | null> {
  const { file, run } = into
  const today = localDay(deps.now())
  let isPartial = false
  const windows = windowsToRead(file, { connectionId, accountKey: account.key }, { since, today })
  for (const [index, window] of windows.entries()) {
    const read = await readWindow(deps, { connectionId, accountKey: account.key, ...window }, into)
    const counts = mergeWindow(file, run, {
      connectionId,
      accountKey: account.key,
      ...window,
      ...read,
      atMs: deps.now(),
    })
    into.onChanges(counts)
    into.onShare((index + 1) / windows.length)
    if (read.problem !== null) return read.problem
    isPartial ||= !read.isComplete
  }
  return isPartial ? { code: 'answer_partial', detail: {} } : null
}

interface Window {
  connectionId: string
  accountKey: string
  fromDay: string
  toDay: string
}

interface WindowRead {
  transactions: Transaction[]
  /** Every page was read, and says that it is whole. */
  isComplete: boolean
  problem: Failure | null
}

/** More than two months of any account. They are in memory until they are merged. */
const mostInAWindow = 200_000

async function readWindow(
  deps: DatasetDeps,
  window: Window,
  { signal, onPage }: ReadInto,
): Promise<WindowRead> {
  const { connectionId, accountKey, fromDay, toDay } = window
  const wanted = { connectionId, accountKey, days: daysOf(fromDay, toDay), toDay }
  const transactions: Transaction[] = []
  let isComplete = true
  try {
    for await (const page of readTransactionPages(deps, wanted, signal, true)) {
      for (const transaction of page.transactions) transactions.push(transaction)
      if (transactions.length > mostInAWindow) throw new AppError('answer_endless')
      isComplete &&= !page.isPartial && page.unreadable === 0
      onPage(page.transactions.length)
    }
    return { transactions, isComplete, problem: null }
  } catch (thrown) {
    signal.throwIfAborted()
    const problem = toFailure(thrown)
    if (problem.code === 'internal') deps.log.error('dataset.window_failed', thrown, { connectionId })
    // Pages without an end are nothing that an account can have.
    if (problem.code === 'answer_endless') transactions.length = 0
    return { transactions, isComplete: false, problem }
  }
}

/** Records why an account was not read. Changes no rows. */
export function recordUnread(
  deps: Pick<DatasetDeps, 'now'>,
  { problem, ...account }: { connectionId: string; accountKey: string; problem: Failure },
  { file, run }: Pick<ReadInto, 'file' | 'run'>,
): void {
  const today = localDay(deps.now())
  const window = { fromDay: today, toDay: today, isComplete: false, transactions: [], atMs: deps.now() }
  mergeWindow(file, run, { ...account, ...window, problem })
}

/** Whether the other accounts of the same institution would fail as well, now. */
export function stopsInstitution({ code }: Failure): boolean {
  return errorTraits[code].isTransient === true || errorTraits[code].fault === 'network'
}

const dayMs = 24 * 60 * 60_000

/** Both days counted. */
function daysOf(fromDay: string, toDay: string): number {
  return Math.round((Date.parse(toDay) - Date.parse(fromDay)) / dayMs) + 1
}
