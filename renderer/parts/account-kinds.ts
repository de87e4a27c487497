import type { Account } from '../../shared/models/account.ts'

/** The kinds of accounts that the window names and filters by. */
export const accountKinds = ['cash', 'cards', 'loans', 'investments', 'other'] as const
export type AccountKind = (typeof accountKinds)[number]

export const kindOfCategory: Record<Account['category'], AccountKind> = {
  deposit: 'cash',
  'line-of-credit': 'cards',
  loan: 'loans',
  investment: 'investments',
  insurance: 'other',
  annuity: 'other',
  other: 'other',
}
