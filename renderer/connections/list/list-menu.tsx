import { numberText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import type { RevokeScope } from '../revoke-scope.ts'
import { PopupMenu, type MenuPosition } from './popup-menu.tsx'

/** Actions for the selected connections, else for those shown. */
export function ListMenu({
  scope,
  position,
  onClose,
  onRevoke,
}: {
  scope: RevokeScope
  position: MenuPosition
  onClose: () => void
  onRevoke: (scope: RevokeScope) => void
}) {
  const { kind, connections } = scope
  const isEmpty = connections.length === 0
  const label = isEmpty
    ? text.listMenu.nothing[kind]
    : text.listMenu.revoke[kind](numberText(connections.length))
  return (
    <PopupMenu
      position={position}
      label={text.listMenu.label}
      entries={[
        { key: 'revoke', label, isDanger: !isEmpty, isDisabled: isEmpty, run: () => onRevoke(scope) },
      ]}
      onClose={onClose}
    />
  )
}
