import { createHash } from 'node:crypto'
import type { Account } from '../../../../shared/models/account.ts'
import type { Transaction, TransactionsPage } from '../../../../shared/models/transaction.ts'
import { AppError } from '../../core/errors.ts'
import type { TransactionsRead } from '../../institutions/model/profile.ts'
import { listAccounts } from '../../store/accounts.ts'
import { readData } from './read-data.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import type { DataDeps, TransactionCursor } from './transaction-cursors.ts'

export interface OfAccount {
  connectionId: string
  accountKey: string
  days: number
  /** The last day, as `2026-11-20` and as the institution dates it; absent: the period ends now. */
  toDay?: string | undefined
}

const dayMs = 24 * 60 * 60_000
/** As many pages in a row without anything new are taken for pages without an end. */
const mostPagesWithoutNew = 10
/** More than any account has in two years, in one list. */
const mostSent = 500_000

/**
 * Reads the newest transactions of an account. They are not stored.
 *
 * @throws AppError `not_found`, `not_subscribed` where the institution offers none, and as `withAccessToken`
 */
export function readTransactions(deps: DataDeps, wanted: OfAccount): Promise<TransactionsPage> {
  return readPage(deps, firstPage(deps, wanted))
}

/** Reads the next page. @param cursorId from the page before. @throws AppError as readTransactions */
export function readMoreTransactions(deps: DataDeps, cursorId: string): Promise<TransactionsPage> {
  const at = deps.transactions.find(cursorId)
  if (!at) throw new AppError('not_found')
  return readPage(deps, at)
}

/**
 * Reads the pages of an account's transactions one after the other, the newest first. A page that fails for a temporary reason is read
 * again.
 *
 * @param isBatch no user waits for them
 * @throws AppError as readTransactions; the signal's reason
 */
export async function* readTransactionPages(
  deps: RefreshDeps,
  wanted: OfAccount,
  signal?: AbortSignal,
  isBatch = false,
): AsyncGenerator<Omit<TransactionsPage, 'next'>> {
  let at: TransactionCursor | null = firstPage(deps, wanted)
  while (at !== null) {
    const { page, next }: ReadAt = await requestPage(deps, at, {
      isBatch,
      ...(signal ? { signal } : {}),
    }).catch((thrown: unknown) => {
      throw asPageOf(at?.page ?? 0, thrown)
    })
    yield page
    at = next
  }
}

/** After the first page, an institution that has no such data contradicts itself: the page before led to it. */
function asPageOf(page: number, thrown: unknown): unknown {
  const contradicts = page > 0 && thrown instanceof AppError && thrown.code === 'data_unavailable'
  return contradicts ? new AppError('answer_invalid', thrown.detail) : thrown
}

/** @throws AppError `not_found` */
export function requireAccount(
  deps: Pick<RefreshDeps, 'store'>,
  connectionId: string,
  accountKey: string,
): Account {
  const account = listAccounts(deps.store, connectionId).find(({ key }) => key === accountKey)
  if (!account) throw new AppError('not_found')
  return account
}

function firstPage(
  deps: Pick<RefreshDeps, 'store' | 'now'>,
  { connectionId, accountKey, days, toDay }: OfAccount,
): TransactionCursor {
  const { id, currency } = requireAccount(deps, connectionId, accountKey)
  const nowMs = deps.now()
  const period = toDay === undefined ? null : { fromDay: dayBefore(toDay, days - 1), toDay }
  return {
    connectionId,
    accountId: id,
    currency,
    fromMs: period === null ? nowMs - days * dayMs : startOfDay(period.fromDay) - mostAheadMs,
    toMs: period === null ? nowMs : Math.min(startOfDay(period.toDay) + dayMs + mostBehindMs, nowMs),
    period,
    next: null,
    page: 0,
    pagesWithoutNew: 0,
    sent: 0,
    total: 0,
    before: { addresses: new Map(), contents: new Map() },
  }
}

/** A day begins first at UTC+14, and ends last at UTC-12: an institution's day is requested wherever the institution is. */
const mostAheadMs = 14 * 60 * 60_000
const mostBehindMs = 12 * 60 * 60_000

/** In UTC. */
function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

function dayBefore(day: string, days: number): string {
  return new Date(startOfDay(day) - days * dayMs).toISOString().slice(0, 10)
}

/** True for a transaction without a day, too. */
function isIn({ day }: Transaction, { period }: TransactionCursor): boolean {
  return period === null || day === null || (day >= period.fromDay && day <= period.toDay)
}

async function readPage(deps: DataDeps, at: TransactionCursor): Promise<TransactionsPage> {
  const { page, next } = await requestPage(deps, at)
  return { ...page, next: next === null ? null : deps.transactions.add(next) }
}

interface ReadAt {
  page: Omit<TransactionsPage, 'next'>
  next: TransactionCursor | null
}

/**
 * Reads one page without the transactions that an earlier page of the same list held; counts those. Pages that form a circle, or bring
 * nothing new many times in a row, end there.
 *
 * @param options.signal of a read of many pages, of which each is read again if it fails for a temporary reason
 */
async function requestPage(
  deps: RefreshDeps,
  at: TransactionCursor,
  options: { signal?: AbortSignal; isBatch?: boolean } = {},
): Promise<ReadAt> {
  options.signal?.throwIfAborted()
  const read = await readData(
    deps,
    at.connectionId,
    ({ readTransactions: readFrom }, context) => {
      if (!readFrom) throw new AppError('not_subscribed')
      return readFrom(context, at)
    },
    options,
  )
  const { transactions: unique, again } = withoutRepeats(read, at)
  const transactions = unique.filter((one) => isIn(one, at))
  const bringsNothing = read.transactions.length > 0 && unique.length === 0
  const pagesWithoutNew = bringsNothing ? at.pagesWithoutNew + 1 : 0
  const leadsBack = read.next !== null && (at.before.addresses.get(read.next) ?? Infinity) <= at.page
  const isCircle = read.next !== null && (leadsBack || pagesWithoutNew >= mostPagesWithoutNew)
  const next = isCircle ? null : read.next
  if (next !== null) at.before.addresses.set(next, at.page + 1)
  const sent = at.sent + read.sent - again
  if (sent > mostSent) throw new AppError('answer_endless')
  const total = Math.max(at.total, read.total)
  const isShort = next === null && sent < total
  // Without ids, a page that is equal to an earlier one may be a repeat or not.
  const mayBeOthers = bringsNothing && read.transactions.some(({ id }) => id === null)
  return {
    page: {
      transactions,
      unreadable: read.unreadable + transactions.filter((one) => one.unreadable.length > 0).length,
      repeats: read.transactions.length - unique.length,
      isPartial: read.isPartial || isCircle || isShort || mayBeOthers,
      interactionId: read.interactionId,
    },
    next: next === null ? null : { ...at, next, page: at.page + 1, pagesWithoutNew, sent, total },
  }
}

/**
 * Two transactions without an id may be alike and still be two; with one they are the same. A whole page that comes again is a repeat.
 *
 * @returns the others, and how many an earlier page had
 */
function withoutRepeats(
  { transactions, contents: sent }: TransactionsRead,
  { page, before }: TransactionCursor,
): { transactions: Transaction[]; again: number } {
  const isNew = (content: string) => {
    const first = before.contents.get(content)
    if (first === undefined) before.contents.set(content, page)
    return first === undefined || first === page
  }
  const hashes = sent.map(hashOf)
  if (!isNew(hashOf(hashes.join(' ')))) return { transactions: [], again: transactions.length }
  const onThisPage = new Set<string>()
  let again = 0
  const others = transactions.filter((transaction, index) => {
    if (transaction.id === null) return true
    const content = hashes[index] ?? ''
    if (onThisPage.has(content)) return false
    if (!isNew(content)) {
      again += 1
      return false
    }
    onThisPage.add(content)
    return true
  })
  return { transactions: others, again }
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('base64url')
}
