import { inDaysText } from '../../../../shared/calendar.ts'
import type { Notice } from '../../runtime/deps.ts'

export interface EndingConsent {
  institutionName: string
  untilMs: number
}

/** One notification for all consents that end soon or have ended: names the most urgent, counts the others. */
export function consentNotice(consents: readonly EndingConsent[], nowMs: number): Notice {
  const [first, ...others] = consents.toSorted((a, b) => a.untilMs - b.untilMs)
  if (!first) throw new RangeError('no consents')
  const more = others.length === 0 ? '' : ` ${others.length} more in Mooring.`
  if (first.untilMs <= nowMs) {
    return {
      title: `Consent for ${first.institutionName} has ended`,
      body: `Nothing is read there any more. Relink to go on, or revoke.${more}`,
    }
  }
  return {
    title: `Consent for ${first.institutionName} ends ${inDaysText(first.untilMs, nowMs)}`,
    body: `Relink before then, and nothing is interrupted.${more}`,
  }
}
