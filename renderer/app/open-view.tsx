import { useContext } from 'react'
import type { BulkRefreshControl } from '../connections/use-bulk-refresh.ts'
import { DatasetsContext } from '../state/datasets.tsx'
import type { Store } from '../state/store.ts'
import type { ListControl } from '../state/use-list-settings.ts'
import { ConnectionsView } from './connections-view.tsx'
import {
  AccountsView,
  ActivityView,
  DataView,
  HealthView,
  RegistrationsView,
  ScriptsView,
  SettingsView,
} from './lazy.tsx'
import type { Router } from './use-router.ts'

/** The view that the router names. */
export function OpenView({
  store,
  list,
  bulk,
  router,
  onRegistrationsChanged,
}: {
  store: Store
  list: ListControl
  bulk: BulkRefreshControl
  router: Router
  onRegistrationsChanged: () => Promise<void>
}) {
  const datasets = useContext(DatasetsContext)
  const onConnection = router.showConnection
  const onConnections = () => router.show('connections')
  switch (router.view) {
    case 'connections':
    case 'needs-attention':
      return (
        <ConnectionsView
          store={store}
          list={list}
          bulk={bulk}
          router={router}
          onRegistrationsChanged={onRegistrationsChanged}
        />
      )
    case 'accounts':
      return (
        <AccountsView store={store} list={list} onConnection={onConnection} onConnections={onConnections} />
      )
    case 'data':
      return (
        <DataView
          store={store}
          datasets={datasets}
          view={router.data}
          onConnection={onConnection}
          onConnections={onConnections}
          onNeedsAttention={router.showNeedsAttention}
          onRegistrations={() => router.showRegistrations(false)}
        />
      )
    case 'scripts':
      return (
        <ScriptsView
          store={store}
          view={router.scripts}
          onConnection={onConnection}
          onActivity={() => router.show('activity')}
        />
      )
    case 'activity':
      return <ActivityView store={store} onConnection={onConnection} onConnections={onConnections} />
    case 'health':
      return <HealthView />
    case 'settings':
      return (
        <SettingsView
          app={store.app}
          onImported={async () => {
            await onRegistrationsChanged()
            router.showList()
          }}
        />
      )
    case 'registrations':
      return (
        <RegistrationsView
          store={store}
          isAdding={router.isAdding}
          openedId={router.registrationId}
          onAdding={router.setAdding}
          onChanged={onRegistrationsChanged}
        />
      )
  }
}
