/**
 * The balances of FDX's account entities, in the order in which one is shown for the account: `currentBalance`, `currentValue` (of
 * investments), `principalBalance`, `netPresentValue` (of annuities), `payOffAmount`, `availableBalance`, `availableCashBalance`.
 */
export const balanceKinds = [
  'current',
  'value',
  'principal',
  'net-present-value',
  'pay-off',
  'available',
  'cash',
] as const
export type BalanceKind = (typeof balanceKinds)[number]
