import { z } from 'zod'
import type { Transaction } from '../../../shared/models/transaction.ts'
import { AppError } from '../errors.ts'
import { callAkoya } from './akoya-call.ts'
import { toMoney } from './money.ts'
import type { ReadContext, TransactionsRead, TransactionsWanted } from './profile.ts'

const text = z.string().nullish().catch(null)

const wireTransaction = z.object({
  transactionId: text,
  amount: z.union([z.number(), z.string()]).nullish().catch(null),
  debitCreditMemo: text,
  description: text,
  payee: text,
  memo: text,
  category: text,
  status: text,
  postedTimestamp: text,
  transactionTimestamp: text,
})

const wirePage = z.object({
  transactions: z.array(z.record(z.string(), z.unknown())).catch([]),
  links: z
    .object({
      next: z
        .object({ href: z.string().min(1).max(4000) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
})

/**
 * A page of an account's transactions: `GET /transactions/v3/{providerId}/{accountId}`, then the address that each page gives for the
 * next, unchanged, until there is none. An address that leads elsewhere than to this product gets no bearer.
 *
 * @throws AppError as callAkoya; `answer_invalid` for a page that can't be read or leads elsewhere
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

  const page = wirePage.safeParse(body)
  if (!page.success) throw new AppError('answer_invalid', { host: new URL(url).host })
  return {
    transactions: page.data.transactions.flatMap((entry) => toTransaction(entry, wanted.currency)),
    next: page.data.links?.next?.href ?? null,
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

/** Which way the money went is said by the memo: signs differ from institution to institution. */
function toTransaction(entry: Record<string, unknown>, currency: string | null): Transaction[] {
  const [, value] = Object.entries(entry).find(([name]) => name.endsWith('Transaction')) ?? []
  const wire = wireTransaction.safeParse(value)
  if (!wire.success) return []
  const { amount, debitCreditMemo, status } = wire.data
  const money = toMoney(amount, currency)
  const atMs = Date.parse(wire.data.postedTimestamp ?? wire.data.transactionTimestamp ?? '')
  const memo = debitCreditMemo?.toUpperCase()
  const size = Math.abs(money?.minorUnits ?? 0)
  return [
    {
      id: shown(wire.data.transactionId),
      atMs: Number.isNaN(atMs) ? null : atMs,
      description: shown(wire.data.description) ?? shown(wire.data.payee) ?? shown(wire.data.memo),
      category: shown(wire.data.category),
      amount:
        money && memo === 'DEBIT'
          ? { ...money, minorUnits: -size }
          : money && memo === 'CREDIT'
            ? { ...money, minorUnits: size }
            : money,
      isPending: status !== null && status !== undefined && status.toUpperCase() !== 'POSTED',
    },
  ]
}

function shown(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? ''
  return trimmed === '' ? null : trimmed.slice(0, 500)
}
