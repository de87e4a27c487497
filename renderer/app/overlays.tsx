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
import type { RevokeScope } from '../connections/list/revoke-scope.ts'
import type { Router } from './use-router.ts'

/** The menu or dialog that is open above the connections. */
export function Overlays({
  store,
  list,
  router: { overlay, open },
  shown,
  scope,
  onShow,
  onRevoke,
  onMikomo,
  onAddRegistration,
  onRegistrationsChanged,
}: {
  store: Store
  list: ListControl
  router: Router
  shown: ConnectionSummary[]
  scope: RevokeScope
  onShow: (id: string) => void
  onRevoke: (connections: ConnectionSummary[]) => void
  onMikomo: () => void
  onAddRegistration: () => void
  onRegistrationsChanged: () => Promise<void>
}) {
  const close = () => open(null)
  // One of its entries may have opened something else.
  const closeMenu = () => open((now) => (now === overlay ? null : now))
  const { settings } = list
  switch (overlay?.kind) {
    case undefined:
      return null
    case 'row-menu':
      return (
        <RowMenu
          {...overlay}
          onClose={closeMenu}
          onDetails={onShow}
          onLabel={(connection) => open({ kind: 'labels', connections: [connection] })}
          onPolicy={(connection) => open({ kind: 'policy', connections: [connection] })}
        />
      )
    case 'list-menu':
      return (
        <ListMenu
          scope={scope}
          settings={settings}
          position={overlay.position}
          onClose={closeMenu}
          onRevoke={(chosen) => open({ kind: 'revoke-several', scope: chosen })}
          onSaveView={() => open({ kind: 'save-view' })}
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
          onChanged={onRegistrationsChanged}
        />
      )
  }
}
