import { transactionParts, type Transaction } from '../../../../shared/models/transaction.ts'
import { AppError } from '../../core/errors.ts'
import { nextPageUrl, pageUrlOf, totalOf } from './pages.ts'
import type { FdxServer } from './server.ts'
import {
  entriesOf,
  firstText,
  idOf,
  isObject,
  isSent,
  isUnreadableText,
  textOf,
} from '../values/fdx-values.ts'
import { isUnreadableMoment, momentOf } from '../values/moment.ts'
import { currencyOf, isUnreadableAmount, isUnreadableCurrency, toMoney } from '../values/money.ts'
import type { ReadContext, TransactionsRead, TransactionsWanted } from '../model/profile.ts'

/**
 * Reads a page of an account's transactions, the first from `address`, then the page that each response leads to. A page that must not get
 * an access token is not read, and makes the result partial.
 *
 * @throws AppError as `FdxServer.call`; `answer_invalid` for a page without a list
 */
export async function readFdxTransactions(
  server: FdxServer,
  context: ReadContext,
  address: string,
  wanted: TransactionsWanted,
): Promise<TransactionsRead> {
  const url = wanted.next === null ? firstPage(address, wanted) : pageUrlOf(server, wanted.next, address)
  const answer = await server.call(context, url)
  const { isPartial, interactionId } = answer

  const body = answer.isEmpty ? { transactions: [] } : answer.body
  const entries = isObject(body) ? body['transactions'] : null
  if (!isObject(body) || !Array.isArray(entries)) {
    throw new AppError('answer_invalid', { host: new URL(url).host })
  }
  const found = entries.map((entry: unknown) => entriesOf(entry, names, 'Transaction'))
  const unreadable = found.filter(({ length }) => length === 0).length
  const transactions = found.flat().map(({ fields }) => toTransaction(fields, wanted.currency))
  const contents = found.flat().map((entry) => JSON.stringify(entry))
  const counts = { sent: entries.length, total: totalOf(body) }
  const page = { transactions, contents, unreadable, ...counts, interactionId }
  try {
    return { ...page, next: nextPageUrl(server, body, url), isPartial }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return { ...page, next: null, isPartial: true }
  }
}

/** `limit` and times are sent once; the links to the next pages contain them. */
function firstPage(address: string, { fromMs, toMs }: TransactionsWanted): string {
  const query = new URLSearchParams({
    startTime: new Date(fromMs).toISOString(),
    endTime: new Date(toMs).toISOString(),
    limit: '50',
  })
  return `${address}?${query.toString()}`
}

/** An entry has at least one of these, or a key that ends in Transaction. */
const names = [
  'transactionId',
  'amount',
  'postedTimestamp',
  'transactionTimestamp',
  'description',
  'payee',
  'memo',
] as const

/** Statuses of transactions that are not posted yet. FDX allows other values: an unknown one does not count as pending. */
const pendingStatuses = new Set(['PENDING', 'MEMO', 'AUTHORIZATION'])

/** FDX's words for the direction of the money, and those of ISO 20022 and of statements. FDX's `MEMO` names none. */
const directions = new Map<string, Transaction['direction']>([
  ['DEBIT', 'debit'],
  ['DBIT', 'debit'],
  ['DR', 'debit'],
  ['CREDIT', 'credit'],
  ['CRDT', 'credit'],
  ['CR', 'credit'],
  ['MEMO', null],
])

/** The memo gives the direction of the money, because signs differ between institutions. */
function toTransaction(fields: Record<string, unknown>, currency: string | null): Transaction {
  const money = toMoney(fields['amount'], currencyOf(fields['currency']) ?? currency)
  const posted = momentOf(fields['postedTimestamp'])
  const made = momentOf(fields['transactionTimestamp'])
  const direction = directions.get(memoOf(fields)) ?? null
  return {
    id: idOf(fields['transactionId']),
    day: (posted ?? made)?.day ?? null,
    postedAtMs: posted?.atMs ?? null,
    madeAtMs: made?.atMs ?? null,
    description: firstText(fields['description'], fields['payee'], fields['memo']),
    category: textOf(fields['category']),
    amount: money && { ...money, amount: directed(money.amount, direction) },
    direction,
    isPending: pendingStatuses.has(textOf(fields['status'])?.toUpperCase() ?? ''),
    unreadable: unreadableIn(fields),
  }
}

function unreadableIn(fields: Record<string, unknown>): Transaction['unreadable'] {
  const isUnreadable: Record<Transaction['unreadable'][number], boolean> = {
    id: isUnreadableText(fields['transactionId']),
    date: isUnreadableMoment(fields['postedTimestamp']) || isUnreadableMoment(fields['transactionTimestamp']),
    description: ['description', 'payee', 'memo'].some((name) => isUnreadableText(fields[name])),
    category: isUnreadableText(fields['category']),
    amount: isUnreadableAmount(fields['amount']),
    currency: isUnreadableCurrency(fields['currency']),
    status: isUnreadableText(fields['status']),
    direction: isSent(fields['debitCreditMemo']) && !directions.has(memoOf(fields)),
  }
  return transactionParts.filter((part) => isUnreadable[part])
}

function memoOf(fields: Record<string, unknown>): string {
  return textOf(fields['debitCreditMemo'])?.toUpperCase() ?? ''
}

function directed(amount: string, direction: Transaction['direction']): string {
  const size = amount.replace(/^-/, '')
  const isZero = !/[1-9]/.test(size)
  if (direction === null) return amount
  return direction === 'debit' && !isZero ? `-${size}` : size
}
