import { randomUUID } from 'node:crypto'
import type { Account } from '../../../../shared/models/account.ts'
import type { Transaction, TransactionsPage } from '../../../../shared/models/transaction.ts'
import { AppError } from '../../core/errors.ts'
import type { TransactionsRead, TransactionsWanted } from '../../institutions/profile.ts'
import { listAccounts } from '../../store/accounts.ts'
import { withAccessToken } from './with-access-token.ts'
import type { Deps } from '../../runtime/deps.ts'
import { lastUseMs } from '../../settings/last-use.ts'
import { requireConnection, requireGrant } from '../model/view.ts'

/** A place in an account's transactions. The address of a page is the institution's and stays in this process. */
export interface TransactionsAt extends TransactionsWanted {
  connectionId: string
}

export interface OfAccount {
  connectionId: string
  accountId: string
  days: number
}

const dayMs = 24 * 60 * 60_000
const pageLimitMs = 30_000
/** A window looks at one account at a time: older names of pages are let go. */
const mostPages = 100
/** Two years of a busy account; beyond it a server leads in a circle. */
const mostPagesOfFile = 400

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

/** Every page of them, the newest first. @throws AppError as readTransactions; `answer_invalid` for pages without an end */
export async function readAllTransactions(
  deps: Deps,
  wanted: OfAccount,
): Promise<Pick<TransactionsRead, 'transactions' | 'unreadable' | 'isPartial'>> {
  const first = firstPage(deps, wanted)
  const transactions: Transaction[] = []
  let isPartial = false
  let unreadable = 0
  let next: string | null = null
  for (let pages = 0; pages < mostPagesOfFile; pages++) {
    const page: TransactionsRead = await ask(deps, { ...first, next })
    transactions.push(...page.transactions)
    isPartial ||= page.isPartial
    unreadable += page.unreadable
    next = page.next
    if (next === null) return { transactions, unreadable, isPartial }
  }
  throw new AppError('answer_invalid')
}

/** @throws AppError `not_found` */
export function requireAccount(deps: Pick<Deps, 'store'>, connectionId: string, accountId: string): Account {
  const account = listAccounts(deps.store, connectionId).find(({ id }) => id === accountId)
  if (!account) throw new AppError('not_found')
  return account
}

function firstPage(
  deps: Pick<Deps, 'store' | 'now'>,
  { connectionId, accountId, days }: OfAccount,
): TransactionsAt {
  const { currency } = requireAccount(deps, connectionId, accountId)
  const toMs = deps.now()
  return {
    connectionId,
    accountId,
    currency,
    fromMs: toMs - days * dayMs,
    toMs,
    next: null,
  }
}

async function readPage(deps: Deps, at: TransactionsAt): Promise<TransactionsPage> {
  const { next, ...page } = await ask(deps, at)
  return { ...page, next: next === null ? null : nameOf(deps, { ...at, next }) }
}

function ask(deps: Deps, at: TransactionsAt): Promise<TransactionsRead> {
  return withAccessToken(deps, at.connectionId, (accessToken, { profile }) => {
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
}

function nameOf({ live }: Pick<Deps, 'live'>, at: TransactionsAt): string {
  const id = randomUUID()
  live.pages.set(id, at)
  for (const old of [...live.pages.keys()].slice(0, -mostPages)) live.pages.delete(old)
  return id
}
