import { addDays, daysBetween } from './match.ts'
import type { Row } from './row.ts'

/** Institutions return at least so many days. */
const leastDays = 45
/** A history that begins in the middle of a day, by another date of the transaction. */
const edgeDays = 2
/** As much, and a clock of this computer that is off by three days, one way when the greatest age was seen and the other way now. */
const otherReadDays = edgeDays + 6

/**
 * The first day of which an institution certainly returns everything. Many keep 90 days: of earlier days, those that lie after a row which
 * it has returned, and those not older than what it has returned before, if the window has anything at all.
 *
 * @param sent all that it returned of a window
 * @param today the computer's calendar day
 * @param keptDays the greatest age at which it has returned a row, in earlier reads
 */
export function keptFrom(sent: readonly Row[], today: string, keptDays: number): string {
  const age = sent.length === 0 ? 0 : Math.max(greatestAge(sent, today) - edgeDays, keptDays - otherReadDays)
  return addDays(today, -Math.max(leastDays, age))
}

/** Of the rows that have a day, in days. */
export function greatestAge(sent: readonly Row[], today: string): number {
  const earliest = sent.reduce((least, { date }) => (date !== null && date < least ? date : least), today)
  return daysBetween(earliest, today)
}
