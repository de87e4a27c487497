import type { ReactNode } from 'react'
import type { Connection } from '../../shared/models/connection.ts'
import { CopyText } from '../parts/copy-button.tsx'
import { dateTimeText, dayTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** The times, the scopes and the ids; after a revocation, its receipt. */
export function Facts({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const { receipt, scopes } = connection
  const refused = scopes.asked.filter((scope) => !scopes.granted.includes(scope))
  const facts: [string, ReactNode][] = [
    [text.facts.signedInAs, connection.signedInAs],
    [text.facts.registration, connection.registrationName],
    [text.facts.linked, dateTimeText(connection.linkedAtMs)],
    [
      text.facts.refreshed,
      connection.refreshedAtMs === null
        ? text.list.notRefreshed
        : dayTimeText(connection.refreshedAtMs, nowMs),
    ],
    ...(connection.status === 'active' && connection.nextTryAtMs !== null
      ? ([[text.facts.nextRefresh, nextText(connection.nextTryAtMs, nowMs)]] as [string, ReactNode][])
      : []),
    ...(receipt
      ? ([
          [text.facts.revoked, dateTimeText(receipt.revokedAtMs)],
          [text.facts.confirmedBy, text.facts.confirmation(receipt.host, receipt.status, receipt.attempts)],
        ] as [string, ReactNode][])
      : []),
    [text.facts.granted, <code key="granted">{scopes.granted.join(' ') || text.facts.none}</code>],
    ...(refused.length > 0
      ? ([[text.facts.refused, <code key="refused">{refused.join(' ')}</code>]] as [string, ReactNode][])
      : []),
    [text.facts.address, <CopyText key="address" value={`mooring://connection/${connection.id}`} />],
    ...(connection.consentId
      ? ([[text.facts.consent, <CopyText key="consent" value={connection.consentId} />]] as [
          string,
          ReactNode,
        ][])
      : []),
  ]
  return (
    <section>
      <h3>{receipt ? text.facts.receipt : text.facts.title}</h3>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function nextText(nextMs: number, nowMs: number): string {
  return nextMs <= nowMs ? text.facts.dueNow : text.facts.byItself(dayTimeText(nextMs, nowMs))
}
