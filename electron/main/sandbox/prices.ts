import type { Holding } from './users.ts'

const dayMs = 24 * 3_600_000
const hourMs = 3_600_000

/** The price of a fund: it swings over weeks, and climbs a little within each hour, so that it is another one a second later. */
export function priceAt({ symbol, currentUnitPrice }: Holding, atMs: number): number {
  const phase = symbol.length + symbol.charCodeAt(0)
  const overWeeks = 0.05 * Math.sin(phase + (2 * Math.PI * atMs) / (37 * dayMs))
  const withinTheHour = 0.01 * ((atMs % hourMs) / hourMs)
  return Math.round(currentUnitPrice * (1 + overWeeks + withinTheHour) * 10_000) / 10_000
}
