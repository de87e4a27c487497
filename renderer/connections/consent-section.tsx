import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { dateText, dayText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { ConsentBar } from './consent-bar.tsx'
import { consentOf } from '../../shared/consent.ts'

/** From when to when the consent is, and when to renew it. */
export function ConsentSection({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const consent = consentOf(connection, nowMs)
  const from = dateText(connection.linkedAtMs)
  const until = dateText(connection.consentUntilMs)
  return (
    <section>
      <h3>{text.pane.consent}</h3>
      <ConsentBar consent={consent} large />
      <p className="hidden">{text.pane.consentLine(from, dateText(consent.renewFromMs), until)}</p>
      <p className="consent-dates" aria-hidden="true">
        <span>{dayText(connection.linkedAtMs)}</span>
        <span>{text.pane.consentExpires(dayText(consent.renewFromMs), until)}</span>
      </p>
    </section>
  )
}
