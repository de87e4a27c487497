import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { call } from '../../state/api.ts'
import { text } from '../../text/text.ts'
import { connectionName } from '../connection-name.ts'
import { PopupMenu, type MenuPosition } from './popup-menu.tsx'

type Item = keyof typeof text.rowMenu.items

/** What can be done with a connection, at the pointer; also by the keyboard's own menu key. */
export function RowMenu({
  connection,
  position,
  onClose,
  onDetails,
  onLabel,
}: {
  connection: ConnectionSummary
  position: MenuPosition
  onClose: () => void
  onDetails: (id: string) => void
  onLabel: (connection: ConnectionSummary) => void
}) {
  const { id, institutionId } = connection
  // A failure is told by the row itself: the main process tells of every change.
  const does: Record<Item, () => void> = {
    details: () => onDetails(id),
    refresh: () => void call('connections.refresh', { id }).catch(() => onDetails(id)),
    relink: () => void call('links.start', { institutionId, connectionId: id }).catch(() => onDetails(id)),
    label: () => onLabel(connection),
    copy: () =>
      void call('clipboard.copy', { text: `mooring://connection/${id}` }).catch(() => onDetails(id)),
    revoke: () => void call('connections.revoke', { id }).catch(() => onDetails(id)),
  }
  return (
    <PopupMenu
      position={position}
      label={text.rowMenu.label(connectionName(connection))}
      entries={itemsOf(connection).map((key) => ({
        key,
        words: text.rowMenu.items[key],
        isDanger: key === 'revoke',
        run: does[key],
      }))}
      onClose={onClose}
    />
  )
}

function itemsOf({ status, isRevocable }: ConnectionSummary): Item[] {
  const isActive = status === 'active'
  const isOver = status === 'revoked' || status === 'needs-consent'
  return [
    'details',
    ...(isActive ? (['refresh'] as const) : []),
    ...(isActive || isOver ? (['relink'] as const) : []),
    'label',
    'copy',
    ...(isRevocable && (isActive || status === 'needs-consent') ? (['revoke'] as const) : []),
  ]
}
