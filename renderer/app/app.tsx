import { useCallback, useState, useSyncExternalStore } from 'react'
import { ClockBanner } from '../banners/clock-banner.tsx'
import { KeychainBanner } from '../banners/keychain-banner.tsx'
import { ReadOnlyBanner } from '../banners/read-only-banner.tsx'
import { UnclaimedBanner } from '../banners/unclaimed-banner.tsx'
import { UpdateBanner } from '../banners/update-banner.tsx'
import { RemovalsContext, useRemovals } from '../connections/removals.ts'
import { useBulkRefresh } from '../connections/use-bulk-refresh.ts'
import { usePaletteShortcut } from '../palette/use-palette-shortcut.ts'
import { TonesContext } from '../parts/monogram.tsx'
import { readAddress } from '../state/address.ts'
import type { StoreSource } from '../state/store.ts'
import { useListSettings } from '../state/use-list-settings.ts'
import { AppPalette } from './app-palette.tsx'
import { useFocusReturn } from './focus-return.ts'
import { LazyParts, LinkDialog, useLazyParts } from './lazy.tsx'
import { Navigation } from './navigation.tsx'
import { OpenView } from './open-view.tsx'
import { StartupErrorPage } from './startup-error-page.tsx'
import { useOpenRequests } from './use-open-requests.ts'
import { useRouter } from './use-router.ts'
import { useTones } from './use-tones.ts'
import { useViewShortcuts } from './use-view-shortcuts.ts'

export function App({ source }: { source: StoreSource }) {
  const { store, failure, backup } = useSyncExternalStore(source.subscribe, source.state)
  const { reload, reloadRegistrations, closeLink } = source
  const [first] = useState(() => readAddress(location.hash))
  const list = useListSettings(store?.list ?? null, first.search)
  const router = useRouter(first, list)
  const removals = useRemovals()
  const bulk = useBulkRefresh()
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const parts = useLazyParts(store !== null)
  const tones = useTones(store)
  useViewShortcuts(router.show)
  useFocusReturn()
  usePaletteShortcut(useCallback(() => setPaletteOpen(true), []))
  useOpenRequests(store !== null && store.app.problem === null, router.follow)

  if (failure) return <StartupErrorPage problem={failure} backup={backup} onOpened={reload} />
  if (!store) return null
  if (store.app.problem) {
    return <StartupErrorPage problem={store.app.problem} backup={store.app.backup} onOpened={reload} />
  }

  const linking = store.institutions.find(({ id }) => id === store.link?.institutionId)
  const active = store.connections.filter(({ status }) => status === 'active')
  return (
    <LazyParts value={parts}>
      <TonesContext value={tones}>
        <RemovalsContext value={removals}>
          <div className="frame">
            <Navigation store={store} view={router.shownView} onView={router.show} />
            <div className="view">
              {store.app.readOnly && <ReadOnlyBanner problem={store.app.readOnly} onOpened={reload} />}
              <KeychainBanner status={store.keychain} connections={store.connections} />
              <UnclaimedBanner />
              <ClockBanner />
              <UpdateBanner />
              <OpenView
                store={store}
                list={list}
                bulk={bulk}
                router={router}
                onRegistrationsChanged={reloadRegistrations}
              />
            </div>
            <div className="hidden" role="status" data-live-announcer="true">
              {store.announcement && <p key={store.announcement.id}>{store.announcement.text}</p>}
            </div>
            {isPaletteOpen && (
              <AppPalette
                store={store}
                list={list}
                router={router}
                onRefreshAll={() => bulk.start(active.map(({ id }) => id))}
                onClose={() => setPaletteOpen(false)}
              />
            )}
            {store.link && (
              <LinkDialog
                link={store.link}
                registration={store.registrations.find(({ id }) => id === linking?.registrationId)}
                onClose={closeLink}
                onDone={(connectionId) => {
                  router.showLinked(connectionId)
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
