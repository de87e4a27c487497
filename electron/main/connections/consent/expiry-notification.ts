import { inDaysText } from '../../../../shared/calendar.ts'
import type { Notice } from '../../runtime/deps.ts'

export interface EndingConsent {
  institutionName: string
  untilMs: number
}

/** One notification for all consents that expire soon or have expired. Names the most urgent one and counts the others. */
export function consentNotice(consents: readonly EndingConsent[], nowMs: number): Notice {
  const [first, ...others] = consents.toSorted((a, b) => a.untilMs - b.untilMs)
  if (!first) throw new RangeError('no consents')
  const more = others.length === 0 ? '' : ` ${others.length} more in Mooring.`
  if (first.untilMs <= nowMs) {
    return {
      title: `Consent for ${first.institutionName} has expired`,
      body: `Mooring no longer refreshes it. Relink to continue, or revoke.${more}`,
    }
  }
  return {
    title: `Consent for ${first.institutionName} expires ${inDaysText(first.untilMs, nowMs)}`,
    body: `Relink before then to avoid an interruption.${more}`,
  }
}
