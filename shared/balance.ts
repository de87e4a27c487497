import { balanceKinds, type BalanceKind } from './balance-kinds.ts'
import { noCurrency } from './currency.ts'
import type { Account, Money } from './models/account.ts'

export interface ShownBalance {
  kind: BalanceKind
  /** Below zero for a debt. */
  money: Money
  /** The institution's own figure, such as `1302.66` for a debt of that amount. */
  reported: string
}

/** The balance to show for an account; null for none. A debt is below zero. */
export function shownBalance(
  account: Pick<Account, 'balances' | 'balanceType' | 'category' | 'currency'>,
): ShownBalance | null {
  const kind = balanceKinds.find((one) => account.balances[one] !== undefined)
  const reported = kind === undefined ? undefined : account.balances[kind]
  if (kind === undefined || reported === undefined) return null
  return {
    kind,
    money: { amount: signed(account, kind, reported), currency: account.currency ?? noCurrency },
    reported,
  }
}

/**
 * A balance with its sign for the user: a debt is below zero. A negative figure of a line of credit is a credit of the user, such as an
 * overpaid card; of a loan it is the debt itself: some institutions write debts below zero.
 */
export function signed(
  { balanceType, category }: Pick<Account, 'balanceType' | 'category'>,
  kind: BalanceKind,
  reported: string,
): string {
  // An available amount of a debt, such as cash, can be spent: it is not owed.
  if (balanceType === 'asset' || kind === 'available' || kind === 'cash') return reported
  return category === 'loan' && reported.startsWith('-') ? reported : negated(reported)
}

function negated(decimal: string): string {
  if (/^-?0+(\.0+)?$/.test(decimal)) return decimal
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`
}
