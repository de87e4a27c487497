import type { ConnectionSummary } from '../../shared/models/connection.ts'
import {
  ChooseInstitution,
  ExportDialog,
  LabelDialog,
  ListMenu,
  PolicyDialog,
  RevokeSeveral,
  RowMenu,
  SaveViewDialog,
} from './lazy.tsx'
import type { Store } from '../state/store.ts'
import type { ListControl } from '../state/use-list-settings.ts'
import { withView } from '../connections/list/saved-views.ts'
import type { Overlay } from '../connections/overlay.ts'
import type { RevokeScope } from '../connections/list/revoke-scope.ts'

/** The menu or dialog that is open above the connections. */
export function Overlays({
  overlay,
  store,
  list,
  shown,
  scope,
  onOpen,
  onCloseMenu,
  onShow,
  onRevoke,
  onMikomo,
  onAddRegistration,
  onPrepared,
}: {
  overlay: Overlay | null
  store: Store
  list: ListControl
  shown: ConnectionSummary[]
  scope: RevokeScope
  onOpen: (overlay: Overlay | null) => void
  /** Closes this menu, unless one of its entries has opened something else. */
  onCloseMenu: (menu: Overlay) => void
  onShow: (id: string) => void
  onRevoke: (connections: ConnectionSummary[]) => void
  onMikomo: () => void
  onAddRegistration: () => void
  onPrepared: () => Promise<void>
}) {
  const close = () => onOpen(null)
  const { settings } = list
  switch (overlay?.kind) {
    case undefined:
      return null
    case 'row-menu':
      return (
        <RowMenu
          {...overlay}
          onClose={() => onCloseMenu(overlay)}
          onDetails={onShow}
          onLabel={(connection) => onOpen({ kind: 'labels', connections: [connection] })}
          onPolicy={(connection) => onOpen({ kind: 'policy', connections: [connection] })}
        />
      )
    case 'list-menu':
      return (
        <ListMenu
          scope={scope}
          settings={settings}
          position={overlay.position}
          onClose={() => onCloseMenu(overlay)}
          onRevoke={(chosen) => onOpen({ kind: 'revoke-several', scope: chosen })}
          onSaveView={() => onOpen({ kind: 'save-view' })}
          onChange={list.change}
        />
      )
    case 'revoke-several':
      return <RevokeSeveral scope={overlay.scope} shown={shown} onConfirm={onRevoke} onClose={close} />
    case 'labels':
      return <LabelDialog connections={overlay.connections} everyone={store.connections} onClose={close} />
    case 'policy':
      return <PolicyDialog connections={overlay.connections} everyone={store.connections} onClose={close} />
    case 'export':
      return <ExportDialog scope={overlay.scope} onClose={close} />
    case 'save-view':
      return (
        <SaveViewDialog
          arrangement={settings.arrangement}
          views={settings.views}
          onSave={(view) => list.change({ views: withView(settings.views, view) })}
          onClose={close}
        />
      )
    case 'choose-institution':
      return (
        <ChooseInstitution
          store={store}
          onClose={close}
          onMikomo={onMikomo}
          onAddRegistration={onAddRegistration}
          onChanged={onPrepared}
        />
      )
  }
}
