import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { dateText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** What Mooring keeps and what happens next, once access has ended. */
export function AfterEnd({ connection }: { connection: ConnectionSummary }) {
  if (connection.status === 'revoked') {
    return <p className="sub">{text.pane.revoked}</p>
  }
  if (connection.status === 'revocation-pending') {
    return (
      <p className="sub">
        {text.pane.pending}
        {connection.revokeUntilMs !== null &&
          ` ${text.pane.retriesUntil(dateText(connection.revokeUntilMs))}`}
        {connection.removing && ` ${text.pane.rowGoes}`}
      </p>
    )
  }
  if (connection.status === 'needs-consent' && connection.accountCount > 0) {
    return <p className="sub">{text.pane.kept}</p>
  }
  return null
}
