import { useContext } from 'react'
import { DatasetsContext } from '../state/datasets.tsx'
import type { ConnectionsViewProperties } from './connection-list.tsx'
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

/** The view that the router names. */
export function OpenView(properties: ConnectionsViewProperties) {
  const { store, list, router, onRegistrationsChanged } = properties
  const datasets = useContext(DatasetsContext)
  const onConnection = router.showConnection
  const onConnections = () => router.show('connections')
  switch (router.view) {
    case 'connections':
    case 'needs-attention':
      return <ConnectionsView {...properties} />
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
