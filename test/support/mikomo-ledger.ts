import { balanceAt } from '../../electron/main/sandbox/ledger/ledger.ts'
import type { LedgerOf } from '../../electron/main/sandbox/ledger/month.ts'
import { users } from '../../electron/main/sandbox/users.ts'

/** The ledger of one of Mikomo's accounts. */
export function ledgerOf(accountId: string, seed = 'mikomo'): LedgerOf {
  const account = users.flatMap(({ accounts }) => accounts).find((one) => one.accountId === accountId)
  if (!account) throw new Error(`Mikomo has no account ${accountId}`)
  return { seed, account }
}

/** What Mikomo's ledger says that an account has at a moment, such as `-1302.66` for a debt. */
export function trueBalance(accountId: string, atMs: number): string {
  return (balanceAt(ledgerOf(accountId), atMs).posted / 100).toFixed(2)
}
