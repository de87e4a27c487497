import { reminderDays } from '../../shared/consent-reminders.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'

const dayMs = 24 * 60 * 60_000

/** From the first reminder on the window asks to relink. */
const [renewDays] = reminderDays

/** Where a consent stands in its time. */
export interface Consent {
  tone: 'working' | 'soon' | 'broken'
  /** How much of it has passed, 0 to 1 and beyond. */
  passedShare: number
  /** Where in its time the days to renew begin, 0 to 1. */
  renewShare: number
  renewFromMs: number
}

export function consentOf(connection: ConnectionSummary, nowMs: number): Consent {
  const { linkedAtMs: fromMs, consentUntilMs: untilMs } = connection
  const shareOf = (ms: number) => (ms - fromMs) / (untilMs - fromMs)
  const renewFromMs = untilMs - renewDays * dayMs
  const hasEnded = connection.status === 'needs-consent' || nowMs >= untilMs
  return {
    tone: hasEnded ? 'broken' : nowMs >= renewFromMs ? 'soon' : 'working',
    passedShare: hasEnded ? 1 : shareOf(nowMs),
    renewShare: shareOf(renewFromMs),
    renewFromMs,
  }
}
