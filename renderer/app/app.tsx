import { useCallback, useState, useSyncExternalStore } from 'react'
import type { OpenRequest } from '../../shared/models/app.ts'
import { ClockBanner } from '../banners/clock-banner.tsx'
import { ConnectionsView } from '../connections/connections-view.tsx'
import { plainArrangement } from '../connections/list/arrange.ts'
import { useBulkRefresh } from '../connections/use-bulk-refresh.ts'
import { KeychainBanner } from '../banners/keychain-banner.tsx'
import { UnclaimedBanner } from '../banners/unclaimed-banner.tsx'
import { Navigation, type View } from './navigation.tsx'
import {
  ActivityView,
  HealthView,
  LazyParts,
  LinkDialog,
  RegistrationsView,
  SettingsView,
  useLazyParts,
} from './lazy.tsx'
import { StartupErrorPage } from './startup-error-page.tsx'
import { UpdateBanner } from '../banners/update-banner.tsx'
import { useOpenRequests } from './use-open-requests.ts'
import { useFocusReturn } from './focus-return.ts'
import { useViewShortcuts } from './use-view-shortcuts.ts'
import type { StoreSource } from '../state/store.ts'

export function App({ source }: { source: StoreSource }) {
  const { store, failure, backup } = useSyncExternalStore(source.subscribe, source.state)
  const { reload, reloadRegistrations, closeLink } = source
  const [view, setView] = useState<View>('connections')
  const [isAdding, setAdding] = useState(false)
  const [selectedId, select] = useState<string | null>(null)
  const [arrangement, arrange] = useState(plainArrangement)
  const bulk = useBulkRefresh()
  const [linkedId, setLinkedId] = useState<string | null>(null)

  const selectByUser = useCallback((id: string | null) => {
    select(id)
    setLinkedId(null)
  }, [])

  const showView = useCallback((wanted: View) => {
    setView(wanted === 'needs-attention' ? 'connections' : wanted)
    if (wanted === 'needs-attention') arrange({ ...plainArrangement, filter: 'needs-attention' })
    if (wanted === 'connections')
      arrange((now) => (now.filter === 'needs-attention' ? plainArrangement : now))
  }, [])
  useViewShortcuts(showView)
  useFocusReturn()
  const follow = useCallback(
    (request: OpenRequest) => {
      if (request.kind === 'view') return showView(request.view)
      setView('connections')
      arrange(plainArrangement)
      select(request.id)
      setLinkedId(request.id)
    },
    [showView],
  )
  const parts = useLazyParts(store !== null)
  useOpenRequests(store !== null && store.app.problem === null, follow)

  if (failure) return <StartupErrorPage problem={failure} backup={backup} onOpened={reload} />
  if (!store) return null
  if (store.app.problem) {
    return <StartupErrorPage problem={store.app.problem} backup={store.app.backup} onOpened={reload} />
  }

  const linking = store.institutions.find(({ id }) => id === store.link?.institutionId)
  const showRegistrations = (adding: boolean) => {
    setView('registrations')
    setAdding(adding)
  }
  return (
    <LazyParts value={parts}>
      <div className="frame">
        <Navigation
          store={store}
          view={view === 'connections' && arrangement.filter === 'needs-attention' ? 'needs-attention' : view}
          onView={showView}
        />
        <div className="view">
          <KeychainBanner status={store.keychain} connections={store.connections} />
          <UnclaimedBanner />
          <ClockBanner />
          <UpdateBanner />
          {view === 'connections' && (
            <ConnectionsView
              store={store}
              arrangement={arrangement}
              bulk={bulk}
              onArrange={arrange}
              selectedId={selectedId}
              linkedId={linkedId}
              onSelect={selectByUser}
              onAddRegistration={() => showRegistrations(true)}
              onShowRegistrations={() => showRegistrations(false)}
              onPrepared={reloadRegistrations}
            />
          )}
          {view === 'activity' && <ActivityView />}
          {view === 'health' && <HealthView />}
          {view === 'settings' && <SettingsView app={store.app} />}
          {view === 'registrations' && (
            <RegistrationsView
              store={store}
              isAdding={isAdding}
              onAdding={setAdding}
              onChanged={reloadRegistrations}
            />
          )}
        </div>
        <div className="hidden" role="status" data-live-announcer="true">
          {store.announcement && <p key={store.announcement.id}>{store.announcement.text}</p>}
        </div>
        {store.link && (
          <LinkDialog
            link={store.link}
            institution={linking}
            registration={store.registrations.find(({ id }) => id === linking?.registrationId)}
            onClose={closeLink}
            onDone={(connectionId) => {
              setView('connections')
              select(connectionId)
              setLinkedId(connectionId)
              closeLink()
            }}
          />
        )}
      </div>
    </LazyParts>
  )
}
