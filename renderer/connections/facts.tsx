import type { ReactNode } from 'react'
import type { Connection } from '../../shared/models/connection.ts'
import { CopyText } from '../parts/copy-button.tsx'
import { dateTimeText, dayTimeStart, dayTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** Times, scopes and ids of a connection, and the receipt of its revocation. */
export function Facts({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const { receipt, scopes, nextTryAtMs, refreshedAtMs, consentId, tokenGoodUntilMs } = connection
  const notGranted = scopes.asked.filter((scope) => !scopes.granted.includes(scope))
  const hasNext = connection.status === 'active' && nextTryAtMs !== null
  const names = text.facts
  const details = text.authorizationDetails
  const { asked, granted } = connection.authorizationDetails
  const { hubConsent } = connection
  // A fact without a value is left out.
  const facts: [string, ReactNode][] = [
    [names.signedInAs, connection.signedInAs],
    [names.registration, connection.registrationName],
    [names.linked, dateTimeText(connection.linkedAtMs)],
    [names.refreshed, refreshedAtMs === null ? text.list.neverRefreshed : dayTimeStart(refreshedAtMs, nowMs)],
    [names.nextRefresh, hasNext && nextText(nextTryAtMs, nowMs)],
    [names.access, tokenGoodUntilMs !== null && accessText(tokenGoodUntilMs, nowMs)],
    [names.revoked, receipt && dateTimeText(receipt.revokedAtMs)],
    [names.confirmedBy, receipt && names.confirmation(receipt.host, receipt.status, receipt.attempts)],
    [names.granted, <code key="granted">{scopes.granted.join(' ') || names.none}</code>],
    [names.notGranted, notGranted.length > 0 && <code key="notGranted">{notGranted.join(' ')}</code>],
    [details.asked, asked && <code key="asked">{JSON.stringify(asked)}</code>],
    [
      details.granted,
      (asked ?? granted) &&
        (granted ? <code key="details">{JSON.stringify(granted)}</code> : details.notSaid),
    ],
    [details.bound, connection.boundTo && details.boundTo[connection.boundTo]],
    [
      text.hub.consent,
      hubConsent && text.hub.consentAt(hubConsent.status, dayTimeText(hubConsent.atMs, nowMs)),
    ],
    [names.link, <CopyText key="link" value={`mooring://connection/${connection.id}`} />],
    [names.consentId, consentId && <CopyText key="consentId" value={consentId} />],
  ]
  return (
    // A receipt is what one opens the details for.
    <details className="more" open={receipt !== null}>
      <summary>{receipt ? names.receipt : names.title}</summary>
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== null && value !== false)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </details>
  )
}

function accessText(untilMs: number, nowMs: number): string {
  return untilMs > nowMs ? text.facts.accessValid(dayTimeText(untilMs, nowMs)) : text.facts.accessExpired
}

function nextText(nextMs: number, nowMs: number): string {
  return nextMs <= nowMs ? text.facts.dueNow : text.facts.automatic(dayTimeText(nextMs, nowMs))
}
