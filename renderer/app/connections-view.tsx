import { useCallback, useMemo, useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { FirstRun } from '../connections/first-run.tsx'
import { revokeScopeOf } from '../connections/list/revoke-scope.ts'
import { useArranged } from '../connections/list/use-arranged.ts'
import { useChecked } from '../connections/list/use-checked.ts'
import { useSelectAll } from '../connections/list/use-select-all.ts'
import { useMikomo } from '../connections/use-mikomo.ts'
import { useRevocation } from '../connections/use-revocation.ts'
import { ConnectionList, type ConnectionsViewProperties } from './connection-list.tsx'
import { ConnectionPane } from './lazy.tsx'
import { ListBars } from './list-bars.tsx'
import { Overlays } from './overlays.tsx'

/** The list of connections with the details of one, or the first steps. */
export function ConnectionsView(properties: ConnectionsViewProperties) {
  const { store, list, bulk, router, onRegistrationsChanged } = properties
  const mikomo = useMikomo(onRegistrationsChanged)
  const revocation = useRevocation()
  const [wasRevoked, setWasRevoked] = useState(false)
  const [returnToId, returnTo] = useState<string | null>(null)
  const { connections } = store
  const { arrangement } = list.settings
  const { selectedId, select, open } = router
  const arranged = useArranged(connections, arrangement)
  const { lines, shown } = arranged
  const checks = useChecked(connections, shown, lines)
  const { checkAll } = checks
  useSelectAll(useCallback(() => checkAll(true), [checkAll]))
  const selected = useMemo(() => connections.find(({ id }) => id === selectedId), [connections, selectedId])
  const hasOwn = store.registrations.some(({ environment }) => !institutionKinds[environment.kind].isBuiltIn)
  const addRegistration = () => router.showRegistrations(true)

  const revoke = (several: ConnectionSummary[]) => {
    open(null)
    setWasRevoked(true)
    revocation.revoke(several.map(({ id }) => id))
  }
  const show = useCallback(
    (id: string) => {
      returnTo(null)
      select(id)
    },
    [select],
  )

  if (connections.length === 0 && !hasOwn) {
    return (
      <FirstRun
        isBusy={mikomo.isRunning}
        failure={mikomo.failure}
        onTry={mikomo.link}
        onAddRegistration={addRegistration}
      />
    )
  }
  const scope = revokeScopeOf(checks.checked, shown, arrangement)
  return (
    <div className="columns">
      <ConnectionList
        {...properties}
        arranged={arranged}
        checks={checks}
        takesFocusId={returnToId ?? router.linkedId}
        onShow={show}
      >
        <ListBars
          connections={connections}
          bulk={bulk}
          revocation={revocation}
          wasRevoked={wasRevoked}
          checks={checks}
          scope={scope}
          open={open}
        />
      </ConnectionList>
      <Overlays
        store={store}
        list={list}
        router={router}
        shown={shown}
        scope={scope}
        onShow={show}
        onRevoke={revoke}
        onMikomo={mikomo.link}
        onAddRegistration={addRegistration}
        onRegistrationsChanged={onRegistrationsChanged}
      />
      {selected && (
        <ConnectionPane
          key={selected.id}
          summary={selected}
          isListed={shown.includes(selected)}
          onListed={() => list.arrange((now) => ({ ...now, search: '', filter: 'all' }))}
          onLabel={() => open({ kind: 'labels', connections: [selected] })}
          onPolicy={() => open({ kind: 'policy', connections: [selected] })}
          onScript={router.showScript}
          onClose={() => {
            returnTo(selected.id)
            select(null)
          }}
        />
      )}
    </div>
  )
}
