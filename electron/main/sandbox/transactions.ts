import { createHash } from 'node:crypto'
import type { SandboxAccount } from './users.ts'

const payees: Record<SandboxAccount['key'], [payee: string, credit: boolean, most: number][]> = {
  depositAccount: [
    ['Corner Grocery', false, 140],
    ['City Transit', false, 30],
    ['Harbor Utilities', false, 220],
    ['Lumen Books', false, 60],
    ['North Pharmacy', false, 45],
    ['Payroll', true, 2600],
  ],
  locAccount: [
    ['Blue Door Restaurant', false, 95],
    ['Corner Grocery', false, 140],
    ['Skyline Air', false, 480],
    ['Card payment', true, 600],
  ],
  loanAccount: [['Monthly payment', true, 1900]],
  investmentAccount: [
    ['Dividend', true, 90],
    ['Buy', false, 900],
    ['Sell', true, 900],
  ],
}

const dayMs = 24 * 3_600_000
/** Up to two years, as many institutions keep. */
const historyDays = 730
/** The hours of a day's two transactions. */
const hours = [16, 9]
/** Newer transactions are pending. */
const pendingMs = 2 * dayMs

/** Two transactions a day, newest first, always the same for the same day. */
export function transactionsOf(
  account: SandboxAccount,
  range: { fromMs: number; toMs: number },
  nowMs: number,
): Record<string, unknown>[] {
  const toMs = Math.min(range.toMs, nowMs)
  const fromMs = Math.max(range.fromMs, nowMs - historyDays * dayMs)
  const firstDay = Math.floor(fromMs / dayMs)
  const lastDay = Math.floor(toMs / dayMs)
  const days = Array.from({ length: Math.max(lastDay - firstDay + 1, 0) }, (_, index) => lastDay - index)
  return days
    .flatMap((day) => hours.map((hour) => day * dayMs + hour * 3_600_000))
    .filter((atMs) => fromMs <= atMs && atMs <= toMs)
    .map((atMs) => transaction(account, atMs, nowMs - atMs < pendingMs))
}

function transaction(account: SandboxAccount, atMs: number, isPending: boolean): Record<string, unknown> {
  const seed = createHash('sha256').update(`${account.accountId}/${atMs}`).digest()
  const known = payees[account.key]
  const [payee, isCredit, most] = known[seed.readUInt8(0) % known.length] ?? ['Fee', false, 5]
  const at = new Date(atMs).toISOString()
  return {
    [account.key.replace('Account', 'Transaction')]: {
      accountId: account.accountId,
      transactionId: seed.toString('hex').slice(0, 20),
      amount: (seed.readUInt32BE(1) % (most * 100)) / 100,
      debitCreditMemo: isCredit ? 'CREDIT' : 'DEBIT',
      description: payee,
      payee,
      status: isPending ? 'PENDING' : 'POSTED',
      ...(isPending ? {} : { postedTimestamp: at }),
      transactionTimestamp: at,
    },
  }
}
