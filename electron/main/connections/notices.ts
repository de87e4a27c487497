import { calendarDaysLeft } from '../../../shared/days-left.ts'

/** What the system's notifications say. */
export interface Notice {
  title: string
  body: string
}

export interface EndingConsent {
  institutionName: string
  untilMs: number
}

/** One notification for all consents that end soon or have ended: the most urgent by name, the others by number. */
export function consentNotice(consents: readonly EndingConsent[], nowMs: number): Notice {
  const [first, ...others] = consents.toSorted((a, b) => a.untilMs - b.untilMs)
  if (!first) throw new RangeError('no consent to tell of')
  const more = others.length === 0 ? '' : ` ${others.length} more in Mooring.`
  if (first.untilMs <= nowMs) {
    return {
      title: `Consent for ${first.institutionName} has ended`,
      body: `Nothing is read there any more. Relink to go on, or revoke.${more}`,
    }
  }
  return {
    title: `Consent for ${first.institutionName} ends ${whenText(first.untilMs, nowMs)}`,
    body: `Relink before then, and nothing is interrupted.${more}`,
  }
}

function whenText(untilMs: number, nowMs: number): string {
  const days = calendarDaysLeft(untilMs, nowMs)
  return days <= 1 ? 'within a day' : `in ${days} days`
}
