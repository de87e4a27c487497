import { columnKeys, type ListSettings } from '../../../shared/list-arrangement.ts'
import { numberText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import type { RevokeScope } from './revoke-scope.ts'
import { PopupMenu, type MenuEntry, type MenuPosition } from './popup-menu.tsx'
import { isSameView } from './saved-views.ts'

/** Saves and deletes views, shows columns, and ends access of the selected connections, else of those shown. */
export function ListMenu({
  scope,
  settings,
  position,
  onClose,
  onRevoke,
  onSaveView,
  onChange,
}: {
  scope: RevokeScope
  settings: ListSettings
  position: MenuPosition
  onClose: () => void
  onRevoke: (scope: RevokeScope) => void
  onSaveView: () => void
  onChange: (change: Partial<ListSettings>) => void
}) {
  const { kind, connections } = scope
  const { columns, views, arrangement } = settings
  const isEmpty = connections.length === 0
  const current = views.find((view) => isSameView(view, arrangement))
  const entries: MenuEntry[] = [
    { key: 'save', label: text.listMenu.saveView, run: onSaveView },
    ...(current
      ? [
          {
            key: 'delete-view',
            label: text.listMenu.deleteView(current.name),
            run: () => onChange({ views: views.filter((view) => view !== current) }),
          },
        ]
      : []),
    ...columnKeys.map((key): MenuEntry => {
      const isShown = columns.includes(key)
      return {
        key,
        label: isShown ? text.listMenu.hideColumn(text.list[key]) : text.listMenu.showColumn(text.list[key]),
        run: () =>
          onChange({
            columns: isShown
              ? columns.filter((one) => one !== key)
              : columnKeys.filter((one) => one === key || columns.includes(one)),
          }),
      }
    }),
    {
      key: 'revoke',
      label: isEmpty
        ? text.listMenu.nothing[kind]
        : text.listMenu.revoke[kind](numberText(connections.length)),
      isDanger: !isEmpty,
      isDisabled: isEmpty,
      run: () => onRevoke(scope),
    },
  ]
  return <PopupMenu position={position} label={text.listMenu.label} entries={entries} onClose={onClose} />
}
