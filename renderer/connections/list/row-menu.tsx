import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { call } from '../../state/api.ts'
import { text } from '../../text/text.ts'
import { connectionName } from '../../text/connection-name.ts'
import { PopupMenu, type MenuPosition } from './popup-menu.tsx'

type Item = keyof typeof text.rowMenu.items

/** The context menu of a connection, opened by the pointer or the menu key. */
export function RowMenu({
  connection,
  position,
  onClose,
  onDetails,
  onLabel,
  onPolicy,
}: {
  connection: ConnectionSummary
  position: MenuPosition
  onClose: () => void
  onDetails: (id: string) => void
  onLabel: (connection: ConnectionSummary) => void
  onPolicy: (connection: ConnectionSummary) => void
}) {
  const { id, institutionId } = connection
  // The row shows failures of the connection itself. The details show the others.
  const run: Record<Item, () => void> = {
    details: () => onDetails(id),
    refresh: () => void call('connections.refresh', { id }).catch(() => onDetails(id)),
    relink: () => void call('links.start', { institutionId, connectionId: id }).catch(() => onDetails(id)),
    label: () => onLabel(connection),
    policy: () => onPolicy(connection),
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
        label: text.rowMenu.items[key],
        isDanger: key === 'revoke',
        run: run[key],
      }))}
      onClose={onClose}
    />
  )
}

function itemsOf({ status, isRevocable }: ConnectionSummary): Item[] {
  const isActive = status === 'active'
  const hasEnded = status === 'revoked' || status === 'needs-consent'
  return [
    'details',
    ...(isActive ? (['refresh'] as const) : []),
    ...(isActive || hasEnded ? (['relink'] as const) : []),
    'label',
    ...(isActive ? (['policy'] as const) : []),
    'copy',
    ...(isRevocable && (isActive || status === 'needs-consent') ? (['revoke'] as const) : []),
  ]
}
