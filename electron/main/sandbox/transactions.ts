import { createHash } from 'node:crypto'
import type { SandboxAccount } from './people.ts'

const payees = [
  'Corner Grocery',
  'City Transit',
  'Harbor Utilities',
  'Payroll',
  'Lumen Books',
  'North Pharmacy',
]
const dayMs = 24 * 3_600_000

/** Two transactions a day, always the same for the same day. */
export function transactionsOf(account: SandboxAccount, fromMs: number, toMs: number) {
  const firstDay = Math.ceil(fromMs / dayMs)
  const lastDay = Math.floor(toMs / dayMs)
  const days = Array.from({ length: Math.max(lastDay - firstDay + 1, 0) }, (_, index) => lastDay - index)
  return days.flatMap((day) => [0, 1].map((half) => transaction(account, day, half)))
}

function transaction(account: SandboxAccount, day: number, half: number) {
  const seed = createHash('sha256').update(`${account.accountId}/${day}/${half}`).digest()
  const payee = payees[(seed[0] ?? 0) % payees.length] ?? ''
  const at = new Date(day * dayMs + half * 9 * 3_600_000).toISOString()
  return {
    [account.key.replace('Account', 'Transaction')]: {
      accountId: account.accountId,
      transactionId: seed.toString('hex').slice(0, 20),
      amount: (seed.readUInt16BE(1) % 20_000) / 100,
      debitCreditMemo: payee === 'Payroll' ? 'CREDIT' : 'DEBIT',
      description: payee,
      payee,
      status: 'POSTED',
      postedTimestamp: at,
      transactionTimestamp: at,
    },
  }
}
