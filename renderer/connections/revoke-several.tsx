import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { DangerActions } from '../parts/danger-actions.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { connectionName } from '../text/connection-name.ts'
import type { RevokeScope } from './list/revoke-scope.ts'

/** More than these are only counted. */
const maxListed = 200

/** Asks for confirmation before a bulk revocation, and lists the connections. */
export function RevokeSeveral({
  scope,
  shown,
  onConfirm,
  onClose,
}: {
  scope: RevokeScope
  /** Those that the list currently shows. A selected one may be hidden. */
  shown: ConnectionSummary[]
  onConfirm: (connections: ConnectionSummary[]) => void
  onClose: () => void
}) {
  const { kind, connections } = scope
  const shownIds = new Set(shown.map(({ id }) => id))
  return (
    <DialogFrame title={text.revokeSeveral.title(connections.length)} onClose={onClose}>
      <p>{text.revokeSeveral.scope[kind]}</p>
      <ul className="revoked-list" tabIndex={0} aria-label={text.revokeSeveral.scope[kind]}>
        {connections.slice(0, maxListed).map((connection) => (
          <li key={connection.id}>
            <Name text={connectionName(connection)} />
            {!shownIds.has(connection.id) && <span className="sub"> · {text.revokeSeveral.notShown}</span>}
          </li>
        ))}
        {connections.length > maxListed && (
          <li className="sub">{text.revokeSeveral.more(connections.length - maxListed)}</li>
        )}
      </ul>
      <p className="sub">{text.revokeSeveral.undo}</p>
      <DangerActions
        keep={text.revokeSeveral.cancel}
        end={text.revokeSeveral.revoke(connections.length)}
        onKeep={onClose}
        onEnd={() => onConfirm(connections)}
      />
    </DialogFrame>
  )
}
