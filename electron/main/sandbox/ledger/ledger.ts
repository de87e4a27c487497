import { balanceAtStart, happeningsOf, monthAt, type Happening, type LedgerOf } from './month.ts'
import { idFrom } from './draw.ts'
import { dayMs, type Version } from './versions.ts'

/** Up to two years, as many institutions keep. */
export const historyDays = 730
/** Before the fourth month back nothing changes any more. */
const openMonths = 4
/** No transaction is dated more than a week before or after it was made. */
const mostLagMs = 7 * dayMs

/** A transaction as the institution has it at one moment. */
export interface TrueTransaction extends Version {
  /** Ours: never sent, and the same while the transaction changes. */
  key: string
  /** When it is dated: posted, else made. */
  dateMs: number
}

/** Transactions that are dated in a range, the newest first, with keys that tell which is which at another moment. */
export function transactionsAt(
  ledger: LedgerOf,
  range: { fromMs: number; toMs: number },
  atMs: number,
): TrueTransaction[] {
  const fromMs = Math.max(range.fromMs, atMs - historyDays * dayMs)
  const toMs = Math.min(range.toMs, atMs)
  if (toMs < fromMs) return []
  return visibleAt(ledger, monthAt(fromMs - mostLagMs), monthAt(toMs + mostLagMs), atMs)
    .filter(({ dateMs }) => fromMs <= dateMs && dateMs <= toMs)
    .toSorted((a, b) => b.dateMs - a.dateMs || (a.key < b.key ? -1 : 1))
}

/**
 * The balance of what is posted, and with what is pending, in cents; a debt is below zero. From one moment to another it changes by
 * exactly what the posted transactions change by.
 */
export function balanceAt(ledger: LedgerOf, atMs: number): { posted: number; withPending: number } {
  const first = monthAt(atMs) - openMonths
  const visible = visibleAt(ledger, first, monthAt(atMs), atMs)
  const sum = (some: TrueTransaction[]) => some.reduce((total, { cents }) => total + cents, 0)
  const posted = balanceAtStart(ledger, first) + sum(visible.filter(({ postedMs }) => postedMs !== null))
  return { posted, withPending: posted + sum(visible.filter(({ postedMs }) => postedMs === null)) }
}

function visibleAt(ledger: LedgerOf, firstMonth: number, lastMonth: number, atMs: number): TrueTransaction[] {
  const months = Array.from({ length: lastMonth - firstMonth + 1 }, (_, index) => firstMonth + index)
  return [...months.flatMap((month) => happeningsOf(ledger, month)), ...fleeting(ledger, atMs)].flatMap(
    ({ key, versions }) =>
      versions
        .filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)
        .map((version) => ({ ...version, key, dateMs: version.postedMs ?? version.madeMs })),
  )
}

/** A pending check of the card that one of two servers does not know yet: it is in every other second's answer. */
function fleeting({ seed, account }: LedgerOf, atMs: number): Happening[] {
  if (account.habits?.includes('fleeting') !== true || Math.floor(atMs / 1000) % 2 === 1) return []
  const madeMs = Math.floor(atMs / dayMs) * dayMs
  const key = `${seed}/${account.accountId}/check/${madeMs}`
  const version = {
    fromMs: madeMs,
    untilMs: madeMs + dayMs,
    id: idFrom(key),
    madeMs,
    postedMs: null,
    cents: -100,
  }
  return [{ key, versions: [{ ...version, description: 'Card check' }] }]
}
