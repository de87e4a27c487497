import { useCallback, useContext, useState, useSyncExternalStore } from 'react'
import type { OpenRequest } from '../../shared/models/app.ts'
import type { View } from '../../shared/views.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { ClockBanner } from '../banners/clock-banner.tsx'
import { ConnectionsView } from './connections-view.tsx'
import type { Overlay } from '../connections/overlay.ts'
import { RemovalsContext, useRemovals } from '../connections/removals.ts'
import { useBulkRefresh } from '../connections/use-bulk-refresh.ts'
import { KeychainBanner } from '../banners/keychain-banner.tsx'
import { UnclaimedBanner } from '../banners/unclaimed-banner.tsx'
import { Navigation } from './navigation.tsx'
import {
  AccountsView,
  ActivityView,
  DataView,
  HealthView,
  LazyParts,
  LinkDialog,
  Palette,
  RegistrationsView,
  ScriptsView,
  SettingsView,
  useLazyParts,
} from './lazy.tsx'
import { ReadOnlyBanner } from '../banners/read-only-banner.tsx'
import { StartupErrorPage } from './startup-error-page.tsx'
import { UpdateBanner } from '../banners/update-banner.tsx'
import { useOpenRequests } from './use-open-requests.ts'
import { useFocusReturn } from './focus-return.ts'
import { useTones } from './use-tones.ts'
import { useViewShortcuts } from './use-view-shortcuts.ts'
import { TonesContext } from '../parts/monogram.tsx'
import { usePaletteShortcut } from '../palette/use-palette-shortcut.ts'
import { text } from '../text/text.ts'
import { useScriptsView } from '../scripts/use-scripts-view.ts'
import { turnOnScripts } from '../scripts/turn-on.ts'
import { useDataView } from '../data/use-data-view.ts'
import { call } from '../state/api.ts'
import { ScriptsContext } from '../state/scripts.tsx'
import { DatasetsContext } from '../state/datasets.tsx'
import type { StoreSource } from '../state/store.ts'
import { readAddress } from '../state/address.ts'
import { useAddress } from '../state/use-address.ts'
import { useListSettings } from '../state/use-list-settings.ts'

export function App({ source }: { source: StoreSource }) {
  const { store, failure, backup } = useSyncExternalStore(source.subscribe, source.state)
  const { reload, reloadRegistrations, closeLink } = source
  const [first] = useState(() => readAddress(location.hash))
  const [view, setView] = useState<View>(first.view)
  const [isAdding, setAdding] = useState(false)
  const [registrationId, setRegistration] = useState<string | null>(null)
  const [selectedId, select] = useState<string | null>(first.connectionId)
  const list = useListSettings(store?.list ?? null, first.search)
  useAddress({ view, connectionId: selectedId, search: list.settings.arrangement.search })
  const { arrange } = list
  const removals = useRemovals()
  const bulk = useBulkRefresh()
  const [linkedId, setLinkedId] = useState<string | null>(null)
  const [overlay, setOverlay] = useState<Overlay | null>(null)
  const datasets = useContext(DatasetsContext)
  const data = useDataView()
  const { choose: chooseDataset } = data
  const scripts = useContext(ScriptsContext)
  const scriptsView = useScriptsView()
  const closeMenu = (menu: Overlay) => setOverlay((now) => (now === menu ? null : now))

  const selectByUser = useCallback((id: string | null) => {
    select(id)
    setLinkedId(null)
  }, [])

  const showView = useCallback(
    (wanted: View) => {
      setView(wanted === 'needs-attention' ? 'connections' : wanted)
      if (wanted === 'needs-attention') arrange((now) => ({ ...now, search: '', filter: 'needs-attention' }))
      if (wanted === 'connections')
        arrange((now) => (now.filter === 'needs-attention' ? { ...now, filter: 'all' } : now))
    },
    [arrange],
  )
  useViewShortcuts(showView)
  useFocusReturn()
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  usePaletteShortcut(useCallback(() => setPaletteOpen(true), []))
  const showRow = useCallback(
    (id: string) => {
      setView('connections')
      arrange((now) => ({ ...now, search: '', filter: 'all' }))
      setLinkedId(id)
    },
    [arrange],
  )
  const follow = useCallback(
    (request: OpenRequest) => {
      if (request.kind === 'view') return showView(request.view)
      if (request.kind === 'registration') {
        setRegistration(request.id)
        return setView('registrations')
      }
      if (request.kind === 'dataset') {
        chooseDataset(request.id)
        return setView('data')
      }
      showRow(request.id)
      select(request.id)
    },
    [showView, showRow, chooseDataset],
  )
  const showNeedsAttention = useCallback(() => showView('needs-attention'), [showView])
  const showConnection = useCallback((id: string) => follow({ kind: 'connection', id }), [follow])
  const parts = useLazyParts(store !== null)
  const tones = useTones(store)
  useOpenRequests(store !== null && store.app.problem === null, follow)

  if (failure) return <StartupErrorPage problem={failure} backup={backup} onOpened={reload} />
  if (!store) return null
  if (store.app.problem) {
    return <StartupErrorPage problem={store.app.problem} backup={store.app.backup} onOpened={reload} />
  }

  const linking = store.institutions.find(({ id }) => id === store.link?.institutionId)
  const showScript = (id: string) => {
    setView('scripts')
    scriptsView.choose(id)
  }
  const showRegistrations = (adding: boolean) => {
    setView('registrations')
    setAdding(adding)
  }
  return (
    <LazyParts value={parts}>
      <TonesContext value={tones}>
        <RemovalsContext value={removals}>
          <div className="frame">
            <Navigation
              store={store}
              datasetCount={datasets.list?.length ?? 0}
              scripts={scripts.value}
              view={
                view === 'connections' && list.settings.arrangement.filter === 'needs-attention'
                  ? 'needs-attention'
                  : view
              }
              onView={showView}
            />
            <div className="view">
              {store.app.readOnly && <ReadOnlyBanner problem={store.app.readOnly} onOpened={reload} />}
              <KeychainBanner status={store.keychain} connections={store.connections} />
              <UnclaimedBanner />
              <ClockBanner />
              <UpdateBanner />
              {view === 'connections' && (
                <ConnectionsView
                  store={store}
                  list={list}
                  bulk={bulk}
                  overlay={overlay}
                  onOpen={setOverlay}
                  onCloseMenu={closeMenu}
                  selectedId={selectedId}
                  linkedId={linkedId}
                  onSelect={selectByUser}
                  onAddRegistration={() => showRegistrations(true)}
                  onShowRegistrations={() => showRegistrations(false)}
                  onPrepared={reloadRegistrations}
                  onScript={showScript}
                />
              )}
              {view === 'accounts' && (
                <AccountsView
                  store={store}
                  list={list}
                  onConnection={showConnection}
                  onConnections={() => showView('connections')}
                />
              )}
              {view === 'data' && (
                <DataView
                  store={store}
                  datasets={datasets}
                  view={data}
                  onConnection={showConnection}
                  onConnections={() => showView('connections')}
                  onNeedsAttention={showNeedsAttention}
                  onRegistrations={() => showRegistrations(false)}
                />
              )}
              {view === 'scripts' && (
                <ScriptsView
                  store={store}
                  view={scriptsView}
                  onConnection={showConnection}
                  onActivity={() => setView('activity')}
                />
              )}
              {view === 'activity' && (
                <ActivityView
                  store={store}
                  onConnection={showConnection}
                  onConnections={() => showView('connections')}
                />
              )}
              {view === 'health' && <HealthView />}
              {view === 'settings' && (
                <SettingsView
                  app={store.app}
                  onImported={async () => {
                    await reloadRegistrations()
                    setView('connections')
                  }}
                />
              )}
              {view === 'registrations' && (
                <RegistrationsView
                  store={store}
                  isAdding={isAdding}
                  openedId={registrationId}
                  onAdding={setAdding}
                  onChanged={reloadRegistrations}
                />
              )}
            </div>
            <div className="hidden" role="status" data-live-announcer="true">
              {store.announcement && <p key={store.announcement.id}>{store.announcement.text}</p>}
            </div>
            {isPaletteOpen && (
              <Palette
                targets={{
                  list,
                  showView,
                  open: setOverlay,
                  refreshAll: () => bulk.start(activeIds(store.connections)),
                  addRegistration: () => showRegistrations(true),
                  datasets: datasets.list ?? [],
                  addDataset: () => {
                    setView('data')
                    data.open({ kind: 'add' })
                  },
                  runDataset: (id) => {
                    setView('data')
                    data.choose(id)
                    // The view shows why it failed.
                    call('datasets.run', { id }).catch(() => undefined)
                  },
                  scripts: scripts.value,
                  showScript,
                  endScripts: () => {
                    setView('scripts')
                    scriptsView.setEnding(true)
                  },
                  // The view shows why it failed, and what waits.
                  showScriptPrompt: (id) => {
                    setView('scripts')
                    call('scripts.showPrompt', { id }).catch(() => undefined)
                  },
                  turnOnScripts: () => {
                    setView('scripts')
                    turnOnScripts().catch(() => undefined)
                  },
                  connections: store.connections,
                  show: (id) => {
                    setView('connections')
                    selectByUser(id)
                  },
                  showRow,
                }}
                commandKey={text.commandKey(store.app.platform)}
                onClose={() => setPaletteOpen(false)}
              />
            )}
            {store.link && (
              <LinkDialog
                link={store.link}
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
        </RemovalsContext>
      </TonesContext>
    </LazyParts>
  )
}

function activeIds(connections: readonly ConnectionSummary[]): string[] {
  return connections.filter(({ status }) => status === 'active').map(({ id }) => id)
}
