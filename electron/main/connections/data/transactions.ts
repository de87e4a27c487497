import { createHash, randomUUID } from 'node:crypto'
import type { Account } from '../../../../shared/models/account.ts'
import type { Transaction, TransactionsPage } from '../../../../shared/models/transaction.ts'
import { AppError } from '../../core/errors.ts'
import type { TransactionsRead, TransactionsWanted } from '../../institutions/profile.ts'
import { listAccounts } from '../../store/accounts.ts'
import { withAccessToken } from './with-access-token.ts'
import type { Deps } from '../../runtime/deps.ts'
import { lastUseMs } from '../../settings/last-use.ts'
import { requireConnection, requireGrant } from '../model/view.ts'

/** A page of an account's transactions. Its address is the institution's and stays in this process. */
export interface TransactionsAt extends TransactionsWanted {
  connectionId: string
  /** 0 for the first page. */
  page: number
  /** What the pages before it held, shared by all pages of one list. */
  before: PagesBefore
}

interface PagesBefore {
  /** Addresses that pages have led to. */
  addresses: Set<string>
  /** The content of each page that was not empty, and of each transaction with an id, with the page that it was on first. */
  contents: Map<string, number>
}

export interface OfAccount {
  connectionId: string
  accountKey: string
  days: number
}

const dayMs = 24 * 60 * 60_000
const pageLimitMs = 30_000
/** A window shows one account at a time: the oldest cursors are dropped. */
const mostPages = 100
/** More pages than this are taken for pages without an end: 500,000 transactions. */
const mostPagesOfFile = 10_000

/**
 * The newest transactions of an account. They are shown, not kept.
 *
 * @throws AppError `not_found`, `not_subscribed` where there are none to read, and what `withBearer` throws
 */
export function readTransactions(deps: Deps, wanted: OfAccount): Promise<TransactionsPage> {
  return readPage(deps, firstPage(deps, wanted))
}

/** The page after one that was read. @throws AppError as readTransactions */
export function readMoreTransactions(deps: Deps, pageId: string): Promise<TransactionsPage> {
  const at = deps.live.pages.get(pageId)
  if (!at) throw new AppError('not_found')
  return readPage(deps, at)
}

export type AllTransactions = Pick<TransactionsPage, 'transactions' | 'unreadable' | 'repeats' | 'isPartial'>

/** Every page of them, the newest first; partial where the pages have no end. @throws AppError as readTransactions */
export async function readAllTransactions(deps: Deps, wanted: OfAccount): Promise<AllTransactions> {
  let at: TransactionsAt | null = firstPage(deps, wanted)
  const transactions: Transaction[] = []
  const all = { transactions, unreadable: 0, repeats: 0, isPartial: false }
  while (at !== null) {
    const { page, next }: ReadAt = await ask(deps, at)
    for (const transaction of page.transactions) transactions.push(transaction)
    all.unreadable += page.unreadable
    all.repeats += page.repeats
    const isTooLong: boolean = next !== null && next.page >= mostPagesOfFile
    all.isPartial ||= page.isPartial || isTooLong
    at = isTooLong ? null : next
  }
  return all
}

/** @throws AppError `not_found` */
export function requireAccount(deps: Pick<Deps, 'store'>, connectionId: string, accountKey: string): Account {
  const account = listAccounts(deps.store, connectionId).find(({ key }) => key === accountKey)
  if (!account) throw new AppError('not_found')
  return account
}

function firstPage(
  deps: Pick<Deps, 'store' | 'now'>,
  { connectionId, accountKey, days }: OfAccount,
): TransactionsAt {
  const { id, currency } = requireAccount(deps, connectionId, accountKey)
  const toMs = deps.now()
  return {
    connectionId,
    accountId: id,
    currency,
    fromMs: toMs - days * dayMs,
    toMs,
    next: null,
    page: 0,
    before: { addresses: new Set(), contents: new Map() },
  }
}

async function readPage(deps: Deps, at: TransactionsAt): Promise<TransactionsPage> {
  const { page, next } = await ask(deps, at)
  return { ...page, next: next === null ? null : nameOf(deps, next) }
}

interface ReadAt {
  page: Omit<TransactionsPage, 'next'>
  next: TransactionsAt | null
}

/** Reads one page. What an earlier page of the same list held is left out and counted; pages that lead in a circle end there. */
async function ask(deps: Deps, at: TransactionsAt): Promise<ReadAt> {
  const read = await withAccessToken(deps, at.connectionId, (accessToken, { profile }) => {
    if (!profile.readTransactions) throw new AppError('not_subscribed')
    const grant = requireGrant(deps, requireConnection(deps, at.connectionId).grantId)
    const context = {
      http: deps.http,
      accessToken,
      now: deps.now,
      lastUseMs: lastUseMs(deps, grant),
      isBatch: false,
      signal: AbortSignal.timeout(pageLimitMs),
    }
    return profile.readTransactions(context, at)
  })
  const transactions = withoutRepeats(read, at)
  const leadsBack = read.next !== null && at.before.addresses.has(read.next)
  const bringsNothing = read.transactions.length > 0 && transactions.length === 0
  const isCircle = read.next !== null && (leadsBack || bringsNothing)
  const next = isCircle ? null : read.next
  if (next !== null) at.before.addresses.add(next)
  return {
    page: {
      transactions,
      unreadable: read.unreadable,
      repeats: read.transactions.length - transactions.length,
      isPartial: read.isPartial || isCircle,
      interactionId: read.interactionId,
    },
    next: next === null ? null : { ...at, next, page: at.page + 1 },
  }
}

/** Two transactions without an id may be alike and still be two; with one they are the same. A whole page that comes again is a repeat. */
function withoutRepeats({ transactions }: TransactionsRead, { page, before }: TransactionsAt): Transaction[] {
  const { contents } = before
  const isNew = (content: string) => {
    const first = contents.get(content)
    if (first === undefined) contents.set(content, page)
    return first === undefined || first === page
  }
  if (!isNew(hashOf(transactions))) return []
  const onThisPage = new Set<string>()
  return transactions.filter((transaction) => {
    if (transaction.id === null) return true
    const content = hashOf(transaction)
    if (onThisPage.has(content) || !isNew(content)) return false
    onThisPage.add(content)
    return true
  })
}

function hashOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}

function nameOf({ live }: Pick<Deps, 'live'>, at: TransactionsAt): string {
  const id = randomUUID()
  live.pages.set(id, at)
  for (const old of [...live.pages.keys()].slice(0, -mostPages)) live.pages.delete(old)
  return id
}
