import { noCurrency } from '../../../shared/currency.ts'
import { compareDecimals, sumDecimals } from '../../../shared/decimal.ts'
import type { Money } from '../../../shared/models/account.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import { folded } from '../../../shared/plain-text.ts'
import { calendarDayText, moneyText } from '../../text/format.ts'

export const transactionColumns = ['date', 'description', 'category', 'amount'] as const
export type TransactionColumn = (typeof transactionColumns)[number]

export interface TransactionOrder {
  search: string
  /** Null: in the institution's order, the newest first. */
  sort: TransactionColumn | null
  isDescending: boolean
}

/** Those in which every word of the search occurs, sorted. */
export function arrangeTransactions(
  all: readonly Transaction[],
  { search, sort, isDescending }: TransactionOrder,
): Transaction[] {
  const words = folded(search).split(/\s+/).filter(Boolean)
  const found = all.filter((one) => {
    const own = words.length === 0 ? '' : searchTextOf(one)
    return words.every((word) => own.includes(word))
  })
  if (sort === null) return found
  const compare = comparisons[sort]
  return found.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b)))
}

/** What came in, what went out, and both together, in one currency. */
export interface Flow {
  currency: string
  received: Money
  spent: Money
  net: Money
}

export interface Flows {
  flows: Flow[]
  /** Without an amount, a named currency or a stated direction: in no sum. */
  leftOut: number
}

/** The sums of each currency, exactly. */
export function flowsOf(transactions: readonly Transaction[]): Flows {
  const byCurrency = new Map<string, { received: string[]; spent: string[] }>()
  let leftOut = 0
  for (const { amount, direction } of transactions) {
    if (amount === null || amount.currency === noCurrency || direction === null) {
      leftOut += 1
      continue
    }
    const sums = byCurrency.get(amount.currency) ?? { received: [], spent: [] }
    byCurrency.set(amount.currency, sums)
    sums[amount.amount.startsWith('-') ? 'spent' : 'received'].push(amount.amount)
  }
  const flows = [...byCurrency].map(([currency, { received, spent }]): Flow => {
    const money = (amounts: string[]): Money => ({ amount: sumDecimals(amounts), currency })
    return {
      currency,
      received: money(received),
      spent: money(spent),
      net: money([...received, ...spent]),
    }
  })
  return { flows, leftOut }
}

function searchTextOf({ description, category, amount, day }: Transaction): string {
  return folded(
    [
      description ?? '',
      category ?? '',
      amount === null ? '' : `${amount.amount} ${moneyText(amount)}`,
      day === null ? '' : `${day} ${calendarDayText(day)}`,
    ].join('\n'),
  )
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

const comparisons: Record<TransactionColumn, (a: Transaction, b: Transaction) => number> = {
  date: (a, b) => collator.compare(a.day ?? '', b.day ?? ''),
  description: (a, b) => collator.compare(a.description ?? '', b.description ?? ''),
  category: (a, b) => collator.compare(a.category ?? '', b.category ?? ''),
  amount: (a, b) =>
    collator.compare(a.amount?.currency ?? '', b.amount?.currency ?? '') ||
    compareDecimals(a.amount?.amount ?? '0', b.amount?.amount ?? '0'),
}
