import { noCurrency } from '../../shared/currency.ts'
import { sumDecimals } from '../../shared/decimal.ts'
import type { BalancePoint, ConnectionData } from '../../shared/models/dataset.ts'
import { moneyText } from '../text/format.ts'
import type { PlotPoint } from '../parts/line-plot.tsx'

export interface BalanceSeries {
  currency: string
  points: BalancePoint[]
}

/** A plot with more points than pixels shows no more. The first and the last are among them. */
const mostPoints = 180

/**
 * The sum of the accounts' balances in each currency by day, exact. An account counts with its last known balance, from its first one on.
 * Accounts without a named currency are left out where there is more than one: they can't be added.
 */
export function totalsByCurrency(balances: ConnectionData['balances']): BalanceSeries[] {
  const byCurrency = Map.groupBy(balances, ({ currency }) => currency ?? noCurrency)
  return [...byCurrency]
    .filter(([currency, accounts]) => currency !== noCurrency || accounts.length === 1)
    .map(([currency, accounts]) => ({ currency, points: sumByDay(accounts.map(({ points }) => points)) }))
    .filter(({ points }) => points.length > 0)
}

function sumByDay(accounts: readonly (readonly BalancePoint[])[]): BalancePoint[] {
  const byDay = new Map<string, Map<number, string>>()
  for (const [index, points] of accounts.entries()) {
    for (const { day, amount } of points) {
      byDay.set(day, (byDay.get(day) ?? new Map<number, string>()).set(index, amount))
    }
  }
  const known = new Map<number, string>()
  return [...byDay]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, amounts]) => {
      for (const [index, amount] of amounts) known.set(index, amount)
      return { day, amount: sumDecimals([...known.values()]) }
    })
}

/** The points to draw: evenly chosen where there are more than a plot shows. */
export function plotPoints({ currency, points }: BalanceSeries): PlotPoint[] {
  const step = Math.max((points.length - 1) / (mostPoints - 1), 1)
  const chosen =
    points.length <= mostPoints
      ? points
      : Array.from({ length: mostPoints }, (_, index) => points[Math.round(index * step)])
  return chosen.flatMap((point) =>
    point === undefined
      ? []
      : [
          {
            day: point.day,
            value: Number(point.amount),
            label: moneyText({ amount: point.amount, currency }),
          },
        ],
  )
}
