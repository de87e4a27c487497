import { drawFrom } from './draw.ts'
import { transactionsAt, type TrueTransaction } from './ledger.ts'
import type { LedgerOf } from './month.ts'
import { dayMs } from './versions.ts'

export interface SentTransactions {
  /** The newest first. */
  rows: Record<string, unknown>[]
  /** Some are missing: the answer is 206. */
  isPartial: boolean
}

const shortHistoryMs = 90 * dayMs

/** An account's transactions of a range, as the institution sends them at a moment. */
export function sentTransactions(
  ledger: LedgerOf,
  range: { fromMs: number; toMs: number },
  nowMs: number,
): SentTransactions {
  const habits = ledger.account.habits ?? []
  const today = Math.floor(nowMs / dayMs)
  const isPartial = habits.includes('partial') && today % 3 === 0
  const fromMs = habits.includes('short history')
    ? Math.max(range.fromMs, nowMs - shortHistoryMs)
    : range.fromMs
  const all = transactionsAt(ledger, { ...range, fromMs }, nowMs)
  const known = isPartial ? all.filter(({ key }) => !drawFrom(`${key}/${today}`).oneIn(4)) : all
  const sent = habits.includes('sent twice')
    ? known.flatMap((one) => (drawFrom(one.key).oneIn(6) ? [one, one] : [one]))
    : known
  return { rows: sent.map((one, index) => toRow(ledger, one, index)), isPartial }
}

function toRow(
  { account: { accountId, key, habits = [] } }: LedgerOf,
  { id, cents, description, madeMs, postedMs }: TrueTransaction,
  index: number,
): Record<string, unknown> {
  const transactionId = habits.includes('id by position') ? String(index + 1) : id
  return {
    [key.replace('Account', 'Transaction')]: {
      accountId,
      ...(habits.includes('no id') ? {} : { transactionId }),
      amount: Math.abs(cents) / 100,
      debitCreditMemo: cents < 0 ? 'DEBIT' : 'CREDIT',
      description,
      payee: description,
      status: postedMs === null ? 'PENDING' : 'POSTED',
      ...(postedMs === null ? {} : { postedTimestamp: new Date(postedMs).toISOString() }),
      transactionTimestamp: new Date(madeMs).toISOString(),
    },
  }
}
