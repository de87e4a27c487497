import { useCallback, useState } from 'react'
import type { OpenRequest } from '../../shared/models/app.ts'
import type { View } from '../../shared/views.ts'
import type { Overlay } from '../connections/overlay.ts'
import { useDataView } from '../data/use-data-view.ts'
import { useScriptsView } from '../scripts/use-scripts-view.ts'
import type { Shown } from '../state/address.ts'
import { useAddress } from '../state/use-address.ts'
import type { ListControl } from '../state/use-list-settings.ts'

export type Router = ReturnType<typeof useRouter>

/**
 * Which view is open, what each view shows, and how the window gets there.
 *
 * @param first what the address of the page names
 */
export function useRouter(first: Shown, { settings, arrange }: ListControl) {
  const [view, setView] = useState<View>(first.view)
  const [overlay, open] = useState<Overlay | null>(null)
  const [selectedId, setSelected] = useState(first.connectionId)
  const [linkedId, setLinked] = useState<string | null>(null)
  const [isAdding, setAdding] = useState(false)
  const [registrationId, setRegistration] = useState<string | null>(null)
  const data = useDataView()
  const scripts = useScriptsView()
  const { choose: chooseDataset } = data
  const { search, filter } = settings.arrangement
  useAddress({ view, connectionId: selectedId, search })

  const show = useCallback(
    (wanted: View) => {
      setView(wanted === 'needs-attention' ? 'connections' : wanted)
      if (wanted === 'needs-attention') arrange((now) => ({ ...now, search: '', filter: 'needs-attention' }))
      if (wanted === 'connections')
        arrange((now) => (now.filter === 'needs-attention' ? { ...now, filter: 'all' } : now))
    },
    [arrange],
  )
  const select = useCallback((id: string | null) => {
    setSelected(id)
    setLinked(null)
  }, [])
  const showRow = useCallback(
    (id: string) => {
      setView('connections')
      arrange((now) => ({ ...now, search: '', filter: 'all' }))
      setLinked(id)
    },
    [arrange],
  )
  const showConnection = useCallback(
    (id: string) => {
      showRow(id)
      setSelected(id)
    },
    [showRow],
  )
  const showDataset = useCallback(
    (id: string) => {
      setView('data')
      chooseDataset(id)
    },
    [chooseDataset],
  )
  const follow = useCallback(
    (request: OpenRequest) => {
      if (request.kind === 'view') return show(request.view)
      if (request.kind === 'dataset') return showDataset(request.id)
      if (request.kind === 'connection') return showConnection(request.id)
      setRegistration(request.id)
      setView('registrations')
    },
    [show, showDataset, showConnection],
  )
  return {
    view,
    /** As the navigation names it: needs attention is a filter of the connections. */
    shownView: view === 'connections' && filter === 'needs-attention' ? 'needs-attention' : view,
    show,
    follow,
    /** The menu or dialog above the connections. */
    overlay,
    open,
    /** The connection whose details are open. */
    selectedId,
    /** Selects as a user does, wherever the row is. */
    select,
    /** The row that takes the focus: it was just linked, or asked for. */
    linkedId,
    showRow,
    /** Shows a row and its details. */
    showConnection,
    /** Shows the list as it is arranged. */
    showList: () => setView('connections'),
    showLinked: (id: string) => {
      setView('connections')
      setSelected(id)
      setLinked(id)
    },
    showNeedsAttention: useCallback(() => show('needs-attention'), [show]),
    data,
    showDataset,
    addDataset: () => {
      setView('data')
      data.open({ kind: 'add' })
    },
    scripts,
    showScript: (id: string) => {
      setView('scripts')
      scripts.choose(id)
    },
    isAdding,
    setAdding,
    /** The registration whose card is open. */
    registrationId,
    showRegistrations: (adding: boolean) => {
      setView('registrations')
      setAdding(adding)
    },
  } as const
}
