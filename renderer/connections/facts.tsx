import type { ReactNode } from 'react'
import type { Connection } from '../../shared/models.ts'
import { CopyText } from '../parts/copy-button.tsx'
import { countText, dateTimeText, dayTimeText } from '../format.ts'

/** The times, the scopes and the ids; after a revocation, its receipt. */
export function Facts({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const { receipt, scopes } = connection
  const refused = scopes.asked.filter((scope) => !scopes.granted.includes(scope))
  const facts: [string, ReactNode][] = [
    ['Signed in as', connection.signedInAs],
    ['Registration', connection.registrationName],
    ['Linked', dateTimeText(connection.linkedAtMs)],
    [
      'Last refreshed',
      connection.refreshedAtMs === null ? 'not yet' : dayTimeText(connection.refreshedAtMs, nowMs),
    ],
    ...(connection.status === 'active' && connection.nextTryAtMs !== null
      ? ([['Next refresh', nextText(connection.nextTryAtMs, nowMs)]] as [string, ReactNode][])
      : []),
    ...(receipt
      ? ([
          ['Revoked', dateTimeText(receipt.revokedAtMs)],
          [
            'Confirmed by',
            `${receipt.host} (HTTP ${receipt.status}, ${countText(receipt.attempts, 'try', 'tries')})`,
          ],
        ] as [string, ReactNode][])
      : []),
    ['Scopes granted', <code key="granted">{scopes.granted.join(' ') || 'none'}</code>],
    ...(refused.length > 0
      ? ([['Asked, not granted', <code key="refused">{refused.join(' ')}</code>]] as [string, ReactNode][])
      : []),
    ['Address', <CopyText key="address" text={`mooring://connection/${connection.id}`} />],
    ...(connection.consentId
      ? ([['Consent record', <CopyText key="consent" text={connection.consentId} />]] as [
          string,
          ReactNode,
        ][])
      : []),
  ]
  return (
    <section>
      <h3>{receipt ? 'Receipt and details' : 'Details'}</h3>
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
  return nextMs <= nowMs ? 'due now' : `by itself, ${dayTimeText(nextMs, nowMs)}`
}
