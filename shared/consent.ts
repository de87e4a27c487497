import { reminderDays } from './consent-reminders.ts'
import type { ConnectionSummary } from './models/connection.ts'

const dayMs = 24 * 60 * 60_000

/** How long before its expiry a consent should be renewed: from the first reminder on. */
const [renewDays] = reminderDays

/** How far a consent has progressed. */
export interface Consent {
  tone: 'working' | 'soon' | 'broken'
  /** The share of its duration that has passed: 0 to 1, or more. */
  passedShare: number
  /** The share after which it should be renewed: 0 to 1. */
  renewShare: number
  renewFromMs: number
}

export function consentOf(connection: ConnectionSummary, nowMs: number): Consent {
  const { linkedAtMs: fromMs, consentUntilMs: untilMs } = connection
  const shareOf = (ms: number) => (ms - fromMs) / (untilMs - fromMs)
  const renewFromMs = untilMs - renewDays * dayMs
  const hasExpired = connection.status === 'needs-consent' || nowMs >= untilMs
  return {
    tone: hasExpired ? 'broken' : nowMs >= renewFromMs ? 'soon' : 'working',
    passedShare: hasExpired ? 1 : shareOf(nowMs),
    renewShare: shareOf(renewFromMs),
    renewFromMs,
  }
}
