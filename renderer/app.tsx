import { useState } from 'react'
import { ActivityView } from './activity/activity-view.tsx'
import { ClockBanner } from './clock-banner.tsx'
import { ConnectionsView } from './connections/connections-view.tsx'
import { KeychainBanner } from './keychain-banner.tsx'
import { LinkDialog } from './link/link-dialog.tsx'
import { Navigation, type View } from './navigation.tsx'
import { RegistrationsView } from './registrations/registrations-view.tsx'
import { StoppedPage } from './stopped-page.tsx'
import { useWorld } from './state.ts'

export function App() {
  const { world, failure, reload, reloadRegistrations, closeLink } = useWorld()
  const [view, setView] = useState<View>('connections')
  const [isAdding, setAdding] = useState(false)
  const [selectedId, select] = useState<string | null>(null)
  const [linkedId, setLinkedId] = useState<string | null>(null)

  if (failure) return <StoppedPage problem={failure} backup={null} onOpened={reload} />
  if (!world) return null
  if (world.app.problem) {
    return <StoppedPage problem={world.app.problem} backup={world.app.backup} onOpened={reload} />
  }

  const showRegistrations = (adding: boolean) => {
    setView('registrations')
    setAdding(adding)
  }
  return (
    <div className="frame">
      <Navigation world={world} view={view} onView={setView} />
      <div className="room">
        <KeychainBanner status={world.keychain} />
        <ClockBanner />
        {view === 'connections' && (
          <ConnectionsView
            world={world}
            selectedId={selectedId}
            linkedId={linkedId}
            onSelect={(id) => {
              select(id)
              setLinkedId(null)
            }}
            onAddRegistration={() => showRegistrations(true)}
            onPrepared={reloadRegistrations}
          />
        )}
        {view === 'activity' && <ActivityView />}
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
      <LinkDialog
        link={world.link}
        registration={world.registrations.find(
          ({ id }) =>
            id === world.institutions.find((one) => one.id === world.link?.institutionId)?.registrationId,
        )}
        onClose={closeLink}
        onDone={(connectionId) => {
          setView('connections')
          select(connectionId)
          setLinkedId(connectionId)
          closeLink()
        }}
      />
    </div>
  )
}
