import { useContext } from 'react'
import { turnOnScripts } from '../scripts/turn-on.ts'
import { call } from '../state/api.ts'
import { DatasetsContext } from '../state/datasets.tsx'
import { ScriptsContext } from '../state/scripts.tsx'
import type { Store } from '../state/store.ts'
import type { ListControl } from '../state/use-list-settings.ts'
import { text } from '../text/text.ts'
import { Palette } from './lazy.tsx'
import type { Router } from './use-router.ts'

/** The palette with what its commands do in this window. */
export function AppPalette({
  store,
  list,
  router,
  onRefreshAll,
  onClose,
}: {
  store: Store
  list: ListControl
  router: Router
  onRefreshAll: () => void
  onClose: () => void
}) {
  const datasets = useContext(DatasetsContext)
  const scripts = useContext(ScriptsContext)
  return (
    <Palette
      targets={{
        list,
        showView: router.show,
        open: router.open,
        refreshAll: onRefreshAll,
        addRegistration: () => router.showRegistrations(true),
        datasets: datasets.list ?? [],
        addDataset: router.addDataset,
        runDataset: (id) => {
          router.showDataset(id)
          // The view shows why it failed.
          call('datasets.run', { id }).catch(() => undefined)
        },
        scripts: scripts.value,
        showScript: router.showScript,
        endScripts: () => {
          router.show('scripts')
          router.scripts.setEnding(true)
        },
        // The view shows why it failed, and what waits.
        showScriptPrompt: (id) => {
          router.show('scripts')
          call('scripts.showPrompt', { id }).catch(() => undefined)
        },
        turnOnScripts: () => {
          router.show('scripts')
          turnOnScripts().catch(() => undefined)
        },
        connections: store.connections,
        show: (id) => {
          router.showList()
          router.select(id)
        },
        showRow: router.showRow,
      }}
      commandKey={text.commandKey(store.app.platform)}
      onClose={onClose}
    />
  )
}
