import { calendarDaysLeft } from '../../shared/days-left.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'

const dayMs = 24 * 60 * 60_000

/** From here on the window asks to renew: a month is enough to reach whoever has to sign in. */
const renewDays = 30

/** Where a consent stands in its time. */
export interface Consent {
  tone: 'working' | 'soon' | 'broken'
  /** Calendar days until its end; 0 on its last day. */
  daysLeft: number
  /** How much of it has passed, 0 to 1 and beyond. */
  passedShare: number
  /** Where in its time the days to renew begin, 0 to 1. */
  renewShare: number
  renewFromMs: number
}

export function consentOf(connection: ConnectionSummary, nowMs: number): Consent {
  const { linkedAtMs: fromMs, consentUntilMs: untilMs } = connection
  const shareOf = (ms: number) => (ms - fromMs) / (untilMs - fromMs)
  const daysLeft = calendarDaysLeft(untilMs, nowMs)
  const renewFromMs = untilMs - renewDays * dayMs
  const hasEnded = connection.status === 'needs-consent' || untilMs <= nowMs
  return {
    tone: hasEnded ? 'broken' : nowMs >= renewFromMs ? 'soon' : 'working',
    daysLeft,
    passedShare: hasEnded ? 1 : shareOf(nowMs),
    renewShare: shareOf(renewFromMs),
    renewFromMs,
  }
}
