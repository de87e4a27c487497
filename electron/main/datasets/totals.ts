import { sumDecimals } from '../../../shared/decimal.ts'
import type { BalancePoint, TotalOverTime } from '../../../shared/models/dataset.ts'

/** The balances of one account over time. */
export interface AccountOverTime {
  /** Equal for the same account in another dataset. */
  key: string
  currency: string | null
  /** In order, at most one a day. */
  points: readonly BalancePoint[]
  /** The first day on which the institution no longer shared it; null while it does. */
  goneDay: string | null
}

/**
 * The total over time of each currency: on every day on which a balance changed, the last known balance of each account. An account that
 * is in several datasets counts once, and one that is gone no longer. Amounts without a currency are left out.
 */
export function totalsOf(accounts: readonly AccountOverTime[]): TotalOverTime[] {
  const byCurrency = Map.groupBy(withoutDoubles(accounts), ({ currency }) => currency)
  return [...byCurrency]
    .flatMap(([currency, own]) => (currency === null ? [] : [{ currency, points: pointsOf(own) }]))
    .filter(({ points }) => points.length > 0)
    .toSorted((a, b) => a.currency.localeCompare(b.currency))
}

/** Of the same account in several datasets, the one with the longest history. */
function withoutDoubles(accounts: readonly AccountOverTime[]): AccountOverTime[] {
  return [...Map.groupBy(accounts, ({ key }) => key).values()].map((same) =>
    same.reduce((longest, one) => (one.points.length > longest.points.length ? one : longest)),
  )
}

function pointsOf(accounts: readonly AccountOverTime[]): BalancePoint[] {
  const changes = accounts
    .flatMap(({ key, points, goneDay }) => [
      ...points.map(({ day, amount }) => ({ key, day, amount })),
      ...(goneDay === null ? [] : [{ key, day: goneDay, amount: '0' }]),
    ])
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  const current = new Map<string, string>()
  const totals: BalancePoint[] = []
  for (const [index, { key, day, amount }] of changes.entries()) {
    current.set(key, amount)
    if (changes[index + 1]?.day !== day) totals.push({ day, amount: sumDecimals([...current.values()]) })
  }
  return totals
}
