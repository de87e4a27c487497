import { numberText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import type { RevokeScope } from '../revoke-scope.ts'
import { PopupMenu, type MenuPosition } from './popup-menu.tsx'

/** What can be done with several connections: those selected, or else those shown. */
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
  const words = isEmpty
    ? text.listMenu.nothing[kind]
    : text.listMenu.revoke[kind](numberText(connections.length))
  return (
    <PopupMenu
      position={position}
      label={text.listMenu.label}
      entries={[
        { key: 'revoke', words, isDanger: !isEmpty, isDisabled: isEmpty, run: () => onRevoke(scope) },
      ]}
      onClose={onClose}
    />
  )
}
