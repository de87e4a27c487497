import { addDays } from './match.ts'
import type { Row } from './row.ts'

/** Institutions return at least so many days. */
const leastDays = 45
/** A history that begins in the middle of a day, by another date of the transaction. */
const edgeDays = 2

/**
 * The first day of which an institution certainly returns everything. Many keep 90 days: of earlier days, only those that lie after a row
 * which it has returned.
 *
 * @param sent all that it returned of a window
 * @param today the computer's calendar day
 */
export function keptFrom(sent: readonly Row[], today: string): string {
  const recent = addDays(today, -leastDays)
  const oldest = sent.reduce((least, { date }) => (date !== null && date < least ? date : least), recent)
  return oldest < recent ? addDays(oldest, edgeDays) : recent
}
