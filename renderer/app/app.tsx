import { useCallback, useState, useSyncExternalStore } from 'react'
import type { Asked } from '../../shared/models/app.ts'
import { ClockBanner } from '../banners/clock-banner.tsx'
import { ConnectionsView } from '../connections/connections-view.tsx'
import { plainArrangement } from '../connections/list/arrange.ts'
import { useBulkRefresh } from '../connections/use-bulk-refresh.ts'
import { KeychainBanner } from '../banners/keychain-banner.tsx'
import { Navigation, type View } from './navigation.tsx'
import {
  ActivityView,
  HealthView,
  LaterParts,
  LinkDialog,
  RegistrationsView,
  SettingsView,
  useLaterParts,
} from './lazy.tsx'
import { StoppedPage } from './startup-error-page.tsx'
import { UpdateBanner } from '../banners/update-banner.tsx'
import { useAsked } from './use-open-requests.ts'
import { useFocusReturn } from './focus-return.ts'
import { useRoomKeys } from './use-view-shortcuts.ts'
import type { WorldSource } from '../state/store.ts'

export function App({ source }: { source: WorldSource }) {
  const { world, failure } = useSyncExternalStore(source.subscribe, source.state)
  const { reload, reloadRegistrations, closeLink } = source
  const [view, setView] = useState<View>('connections')
  const [isAdding, setAdding] = useState(false)
  const [selectedId, select] = useState<string | null>(null)
  const [arrangement, arrange] = useState(plainArrangement)
  const bulk = useBulkRefresh()
  const [linkedId, setLinkedId] = useState<string | null>(null)

  const selectByHand = useCallback((id: string | null) => {
    select(id)
    setLinkedId(null)
  }, [])

  const showView = useCallback((wanted: View) => {
    setView(wanted === 'needs-you' ? 'connections' : wanted)
    if (wanted === 'needs-you') arrange({ ...plainArrangement, filter: 'needs-you' })
    if (wanted === 'connections') arrange((now) => (now.filter === 'needs-you' ? plainArrangement : now))
  }, [])
  useRoomKeys(showView)
  useFocusReturn()
  const follow = useCallback(
    (asked: Asked) => {
      if (asked.kind === 'room') return showView(asked.room)
      setView('connections')
      arrange(plainArrangement)
      select(asked.id)
      setLinkedId(asked.id)
    },
    [showView],
  )
  const parts = useLaterParts(world !== null)
  useAsked(world !== null && world.app.problem === null, follow)

  if (failure) return <StoppedPage problem={failure} backup={null} onOpened={reload} />
  if (!world) return null
  if (world.app.problem) {
    return <StoppedPage problem={world.app.problem} backup={world.app.backup} onOpened={reload} />
  }

  const linking = world.institutions.find(({ id }) => id === world.link?.institutionId)
  const showRegistrations = (adding: boolean) => {
    setView('registrations')
    setAdding(adding)
  }
  return (
    <LaterParts value={parts}>
      <div className="frame">
        <Navigation
          world={world}
          view={view === 'connections' && arrangement.filter === 'needs-you' ? 'needs-you' : view}
          onView={showView}
        />
        <div className="room">
          <KeychainBanner status={world.keychain} />
          <ClockBanner />
          <UpdateBanner />
          {view === 'connections' && (
            <ConnectionsView
              world={world}
              arrangement={arrangement}
              bulk={bulk}
              onArrange={arrange}
              selectedId={selectedId}
              linkedId={linkedId}
              onSelect={selectByHand}
              onAddRegistration={() => showRegistrations(true)}
              onShowRegistrations={() => showRegistrations(false)}
              onPrepared={reloadRegistrations}
            />
          )}
          {view === 'activity' && <ActivityView />}
          {view === 'health' && <HealthView />}
          {view === 'settings' && <SettingsView app={world.app} />}
          {view === 'registrations' && (
            <RegistrationsView
              world={world}
              isAdding={isAdding}
              onAdding={setAdding}
              onChanged={reloadRegistrations}
            />
          )}
        </div>
        <div className="hidden" role="status" data-live-announcer="true">
          {world.spoken && <p key={world.spoken.id}>{world.spoken.words}</p>}
        </div>
        {world.link && (
          <LinkDialog
            link={world.link}
            institution={linking}
            registration={world.registrations.find(({ id }) => id === linking?.registrationId)}
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
    </LaterParts>
  )
}
