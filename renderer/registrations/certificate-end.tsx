import { inDaysText } from '../../shared/calendar.ts'
import { reminderDays } from '../../shared/consent-reminders.ts'
import type { CertificateFacts } from '../../shared/models/registration.ts'
import { useNow } from '../state/use-now.ts'
import { text } from '../text/text.ts'

const dayMs = 24 * 60 * 60_000

/** Says that a certificate has expired, or expires soon: from the day of the first reminder. */
export function CertificateEnd({ certificate: { validUntilMs } }: { certificate: CertificateFacts }) {
  const nowMs = useNow(60_000)
  if (validUntilMs <= nowMs) return <p className="problem broken">{text.certificate.hasExpired}</p>
  if (validUntilMs - nowMs > Math.max(...reminderDays) * dayMs) return null
  return <p className="problem soon">{text.certificate.expires(inDaysText(validUntilMs, nowMs))}</p>
}
