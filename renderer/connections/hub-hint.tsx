import type { Connection } from '../../shared/models/connection.ts'
import { dayTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** Says that the hub's record of the consent is not active. The connection itself goes on until a token is refused. */
export function HubHint({ connection, nowMs }: { connection: Connection; nowMs: number }) {
  const { hubConsent, status } = connection
  if (status !== 'active' || hubConsent === null || hubConsent.status === 'ACTIVE') return null
  return (
    <p className="problem soon">
      {text.hub.says(
        hubConsent.status.toLowerCase().replaceAll('_', ' '),
        dayTimeText(hubConsent.atMs, nowMs),
      )}
    </p>
  )
}
