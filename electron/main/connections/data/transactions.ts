import type { Account } from '../../../../shared/models/account.ts'
import type { Transaction, TransactionsPage } from '../../../../shared/models/transaction.ts'
import { AppError } from '../../core/errors.ts'
import type { TransactionsRead } from '../../institutions/profile.ts'
import { listAccounts } from '../../store/accounts.ts'
import { withAccessToken } from './with-access-token.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import type { DataDeps, TransactionCursor } from './transaction-cursors.ts'
import { requireConnection, requireGrant } from '../model/view.ts'

export interface OfAccount {
  connectionId: string
  accountId: string
  days: number
}

const dayMs = 24 * 60 * 60_000
const pageLimitMs = 30_000
/** Two years of a busy account; a server that has more pages repeats them. */
const mostPagesOfFile = 400

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

/** Reads every page, the newest first. @throws AppError as readTransactions; `answer_invalid` for pages without an end */
export async function readAllTransactions(
  deps: RefreshDeps,
  wanted: OfAccount,
): Promise<Pick<TransactionsRead, 'transactions' | 'unreadable' | 'isPartial'>> {
  const first = firstPage(deps, wanted)
  const transactions: Transaction[] = []
  let isPartial = false
  let unreadable = 0
  let next: string | null = null
  for (let pages = 0; pages < mostPagesOfFile; pages++) {
    const page: TransactionsRead = await request(deps, { ...first, next })
    transactions.push(...page.transactions)
    isPartial ||= page.isPartial
    unreadable += page.unreadable
    next = page.next
    if (next === null) return { transactions, unreadable, isPartial }
  }
  throw new AppError('answer_invalid')
}

/** @throws AppError `not_found` */
export function requireAccount(
  deps: Pick<RefreshDeps, 'store'>,
  connectionId: string,
  accountId: string,
): Account {
  const account = listAccounts(deps.store, connectionId).find(({ id }) => id === accountId)
  if (!account) throw new AppError('not_found')
  return account
}

function firstPage(
  deps: Pick<RefreshDeps, 'store' | 'now'>,
  { connectionId, accountId, days }: OfAccount,
): TransactionCursor {
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

async function readPage(deps: DataDeps, at: TransactionCursor): Promise<TransactionsPage> {
  const { next, ...page } = await request(deps, at)
  return { ...page, next: next === null ? null : deps.transactions.add({ ...at, next }) }
}

function request(deps: RefreshDeps, at: TransactionCursor): Promise<TransactionsRead> {
  return withAccessToken(deps, at.connectionId, (accessToken, { profile }) => {
    if (!profile.readTransactions) throw new AppError('not_subscribed')
    const grant = requireGrant(deps, requireConnection(deps, at.connectionId).grantId)
    const context = {
      http: deps.http,
      accessToken,
      now: deps.now,
      lastUseMs: deps.lastUse.atMs(grant),
      isBatch: false,
      signal: AbortSignal.timeout(pageLimitMs),
    }
    return profile.readTransactions(context, at)
  })
}
