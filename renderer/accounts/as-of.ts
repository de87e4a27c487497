import { agoText, calendarDayText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { asOfMs, type Listed } from './arrange-accounts.ts'

const dayMs = 24 * 60 * 60_000

/** When the balance was current: "2 min ago", "21 Nov 2026". */
export function asOfText(listed: Listed, nowMs: number): string {
  const { asOfDay, asOfMs: atMs } = listed.account
  if (atMs === null && asOfDay !== null) return calendarDayText(asOfDay)
  const knownMs = asOfMs(listed)
  return knownMs === 0 ? text.accounts.unknownAsOf : agoText(knownMs, nowMs)
}

/** The balance may have changed without Mooring seeing it: it is older than the daily refresh, or nothing refreshes it. */
export function isStale(listed: Listed, nowMs: number): boolean {
  const { connection, account } = listed
  if (connection.status !== 'active' || account.isEarlier || account.unavailable) return true
  // A balance of a day is current through the next one.
  return nowMs - asOfMs(listed) > (account.asOfMs === null && account.asOfDay !== null ? 2 : 1.5) * dayMs
}
