import type { Transaction } from '../../../../shared/models/transaction.ts'
import { AppError } from '../../core/errors.ts'
import { callAkoya } from './call.ts'
import { entryOf, firstText, isObject, textOf } from '../values/fdx-values.ts'
import { momentOf } from '../values/moment.ts'
import { currencyOf, toMoney } from '../values/money.ts'
import type { ReadContext, TransactionsRead, TransactionsWanted } from '../profile.ts'

/**
 * A page of an account's transactions: `GET /transactions/v3/{providerId}/{accountId}`, then the address that each page gives for the
 * next, unchanged, until there is none. An address that leads elsewhere than to this product gets no bearer.
 *
 * @throws AppError as callAkoya; `answer_invalid` for a page without a list, or one that leads elsewhere
 * @see Akoya page "Pagination"
 */
export async function readAkoyaTransactions(
  context: ReadContext,
  dataBase: string,
  providerId: string,
  wanted: TransactionsWanted,
): Promise<TransactionsRead> {
  const product = `${dataBase}/transactions/v3/${encodeURIComponent(providerId)}/`
  const url = wanted.next === null ? firstPage(product, wanted) : nextPage(product, wanted.next)
  const { body, isPartial, interactionId } = await callAkoya(context, url)

  const entries = isObject(body) ? body['transactions'] : null
  if (!Array.isArray(entries)) throw new AppError('answer_invalid', { host: new URL(url).host })
  const transactions = entries.flatMap((entry: unknown) => toTransaction(entry, wanted.currency))
  return {
    transactions,
    unreadable: entries.length - transactions.length,
    next: nextOf(body),
    isPartial,
    interactionId,
  }
}

/** `limit` and times are said once; the addresses of the next pages carry them on. */
function firstPage(product: string, { accountId, fromMs, toMs }: TransactionsWanted): string {
  const query = new URLSearchParams({
    startTime: new Date(fromMs).toISOString(),
    endTime: new Date(toMs).toISOString(),
    limit: '50',
  })
  return `${product}${encodeURIComponent(accountId)}?${query.toString()}`
}

function nextPage(product: string, href: string): string {
  const url = URL.parse(href, product)
  const { origin, host } = new URL(product)
  const isTransactions = /^\/transactions\/v\d+\//.test(url?.pathname ?? '')
  if (url?.origin !== origin || !isTransactions) throw new AppError('answer_invalid', { host })
  return url.href
}

function nextOf(body: unknown): string | null {
  const links = isObject(body) ? body['links'] : null
  const next = isObject(links) ? links['next'] : null
  const href = isObject(next) ? next['href'] : null
  return typeof href === 'string' && href !== '' && href.length <= 4000 ? href : null
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

/** Which way the money went is said by the memo: signs differ from institution to institution. */
function toTransaction(entry: unknown, currency: string | null): Transaction[] {
  const fields = entryOf(entry, names, 'Transaction')?.fields
  if (!fields) return []
  const money = toMoney(fields['amount'], currencyOf(fields['currency']) ?? currency)
  const posted = momentOf(fields['postedTimestamp'])
  const made = momentOf(fields['transactionTimestamp'])
  const memo = textOf(fields['debitCreditMemo'])?.toUpperCase()
  const status = textOf(fields['status'])?.toUpperCase() ?? 'POSTED'
  const size = Math.abs(money?.minorUnits ?? 0)
  return [
    {
      id: textOf(fields['transactionId']),
      day: (posted ?? made)?.day ?? null,
      postedAtMs: posted?.atMs ?? null,
      madeAtMs: made?.atMs ?? null,
      description: firstText(fields['description'], fields['payee'], fields['memo']),
      category: textOf(fields['category']),
      amount:
        money && memo === 'DEBIT'
          ? { ...money, minorUnits: -size }
          : money && memo === 'CREDIT'
            ? { ...money, minorUnits: size }
            : money,
      isPending: status !== 'POSTED',
    },
  ]
}
