import { useRef } from 'react'
import { Menu, MenuItem, Popover } from 'react-aria-components'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { call } from '../../api.ts'
import { text } from '../../text.ts'

/** Where a row's menu was asked for, in pixels of the window. */
export interface MenuPlace {
  connection: ConnectionSummary
  left: number
  top: number
}

type Item = keyof typeof text.rowMenu.items

/** What can be done with a connection, at the pointer; also by the keyboard's own menu key. */
export function RowMenu({
  place,
  onClose,
  onDetails,
  onLabel,
}: {
  place: MenuPlace
  onClose: () => void
  onDetails: (id: string) => void
  onLabel: (connection: ConnectionSummary) => void
}) {
  const anchor = useRef<HTMLSpanElement>(null)
  const { connection, left, top } = place
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
    <>
      <span ref={anchor} className="menu-anchor" style={{ left, top }} />
      <Popover
        className="menu"
        aria-label={text.rowMenu.label(connection.institutionName)}
        triggerRef={anchor}
        placement="bottom start"
        isOpen
        onOpenChange={(isOpen) => !isOpen && onClose()}
      >
        <Menu
          aria-label={text.rowMenu.label(connection.institutionName)}
          autoFocus="first"
          onAction={(key) => does[key as Item]()}
          onClose={onClose}
        >
          {itemsOf(connection).map((item) => (
            <MenuItem key={item} id={item} className={`menu-item ${item}`}>
              {text.rowMenu.items[item]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </>
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
