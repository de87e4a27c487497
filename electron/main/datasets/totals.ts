import { compareDecimals, sumDecimals } from '../../../shared/decimal.ts'
import type { BalancePoint, TotalOverTime } from '../../../shared/models/dataset.ts'

/** The balances of one account over time. */
export interface AccountOverTime {
  /** Equal for the same account in another dataset. */
  key: string
  datasetId: string
  /** Equal for what may be one account under two logins; null if that can't be told. */
  likeness: string | null
  currency: string | null
  /** In order, at most one a day. */
  points: readonly BalancePoint[]
  /** The first day on which the institution no longer shared it; null while it does. */
  goneDay: string | null
}

/**
 * The total over time of each currency: on every day on which a balance changed, the last known balance of each account. An account that
 * is in several datasets counts once, also under another login, and one that is gone no longer. Amounts without a currency are left out.
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
  const kept: AccountOverTime[] = []
  const longestFirst = accounts.toSorted((a, b) => b.points.length - a.points.length)
  for (const one of longestFirst) if (!kept.some((other) => isSame(one, other))) kept.push(one)
  return kept
}

/**
 * Under another login it is the same if it is alike and has the same balance on every day that both have, of which there is one. Within a
 * dataset the transactions have told already.
 */
function isSame(one: AccountOverTime, other: AccountOverTime): boolean {
  if (one.key === other.key) return true
  if (one.datasetId === other.datasetId || one.currency !== other.currency) return false
  if (one.likeness === null || one.likeness !== other.likeness) return false
  const amounts = new Map(other.points.map(({ day, amount }) => [day, amount]))
  const common = one.points.flatMap(({ day, amount }) => {
    const others = amounts.get(day)
    return others === undefined ? [] : [compareDecimals(amount, others)]
  })
  return common.length > 0 && common.every((difference) => difference === 0)
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
