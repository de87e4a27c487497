import { useCallback, useMemo, useState } from 'react'
import type { Arrangement } from '../../shared/list-arrangement.ts'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { useAction } from '../parts/use-action.ts'
import { ConnectionPane } from './lazy.tsx'
import type { Store } from '../state/store.ts'
import type { ListControl } from '../state/use-list-settings.ts'
import { text } from '../text/text.ts'
import { BulkBar } from '../connections/bulk-bar.tsx'
import { FirstRun } from '../connections/first-run.tsx'
import { FixBar } from '../connections/fix-bar.tsx'
import { ConnectionTable } from '../connections/connection-table.tsx'
import { EmptyList } from '../connections/list/empty-list.tsx'
import { Headings } from '../connections/list/headings.tsx'
import { ListHead } from '../connections/list/list-head.tsx'
import { Arranging } from '../connections/list/list-tools.tsx'
import { useFittingColumns } from '../connections/list/use-fitting-columns.ts'
import { useArranged } from '../connections/list/use-arranged.ts'
import { useChecked } from '../connections/list/use-checked.ts'
import { useSelectAll } from '../connections/list/use-select-all.ts'
import type { Overlay } from '../connections/overlay.ts'
import { Overlays } from './overlays.tsx'
import { revokeScopeOf } from '../connections/list/revoke-scope.ts'
import { RelinkBar } from '../setup/relink-bar.tsx'
import { RevokingBar } from '../connections/revoking-bar.tsx'
import { SelectionBar } from '../connections/selection-bar.tsx'
import type { BulkRefreshControl } from '../connections/use-bulk-refresh.ts'
import { useRevocation } from '../connections/use-revocation.ts'

/** The height of a bar over the end of the list, as in list.css. */
const barPx = 64

export function ConnectionsView({
  store,
  list,
  bulk,
  overlay,
  selectedId,
  linkedId,
  onOpen,
  onCloseMenu,
  onSelect,
  onAddRegistration,
  onShowRegistrations,
  onPrepared,
  onScript,
}: {
  store: Store
  list: ListControl
  bulk: BulkRefreshControl
  overlay: Overlay | null
  selectedId: string | null
  /** The connection that was just linked. */
  linkedId: string | null
  onOpen: (overlay: Overlay | null) => void
  onCloseMenu: (menu: Overlay) => void
  onSelect: (id: string | null) => void
  onAddRegistration: () => void
  onShowRegistrations: () => void
  onPrepared: () => Promise<void>
  /** Shows a program that uses a connection. */
  onScript: (id: string) => void
}) {
  const action = useAction()
  const revocation = useRevocation()
  const [wasRevoked, setWasRevoked] = useState(false)
  const [returnToId, returnTo] = useState<string | null>(null)
  const [fixedId, setFixed] = useState<string | null>(null)
  // State rather than refs: the rows are positioned once these elements exist.
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [head, setHead] = useState<HTMLElement | null>(null)
  const [tools, setTools] = useState<HTMLElement | null>(null)
  const { connections, isWhole } = store
  const { arrangement, views } = list.settings
  const columns = useFittingColumns(list.settings.columns, scroller)
  const { lines, shown, counts, query } = useArranged(connections, arrangement)
  const checks = useChecked(connections, shown, lines)
  const { checkAll } = checks
  useSelectAll(useCallback(() => checkAll(true), [checkAll]))
  const selected = useMemo(() => connections.find(({ id }) => id === selectedId), [connections, selectedId])
  const hasOwn = store.registrations.some(({ environment }) => !institutionKinds[environment.kind].isBuiltIn)
  const change = (part: Partial<Arrangement>) => list.arrange((now) => ({ ...now, ...part }))

  const linkMikomo = () =>
    action.run(async () => {
      const { id } = await call('sandbox.prepare', {})
      await onPrepared()
      await call('links.start', { institutionId: id })
    })
  const revoke = (several: ConnectionSummary[]) => {
    onOpen(null)
    setWasRevoked(true)
    revocation.revoke(several.map(({ id }) => id))
  }
  const show = useCallback(
    (id: string) => {
      returnTo(null)
      onSelect(id)
    },
    [onSelect],
  )
  const showStep = useCallback(
    (id: string) => {
      setFixed(id)
      show(id)
    },
    [show],
  )

  if (connections.length === 0 && !hasOwn) {
    return (
      <FirstRun
        isBusy={action.isRunning}
        failure={action.failure}
        onTry={linkMikomo}
        onAddRegistration={onAddRegistration}
      />
    )
  }
  const refreshable = connections.filter(({ status }) => status === 'active')
  const scope = revokeScopeOf(checks.checked, shown, arrangement)
  const hasBar = checks.checked.length > 0 || bulk.bulk !== null
  return (
    <div className="columns">
      <main className={hasBar ? 'list with-bar' : 'list'} ref={setScroller}>
        <ListHead
          ref={setHead}
          filter={arrangement.filter}
          search={arrangement.search}
          shortcut={text.settings.searchKeys(text.commandKey(store.app.platform))}
          isEmpty={connections.length === 0}
          canRefresh={isWhole && refreshable.length > 0}
          isRefreshing={bulk.bulk?.state === 'running'}
          hasMenu={isWhole && connections.length > 0}
          onSearch={(search) => change({ search })}
          onRefreshAll={() => bulk.start(refreshable.map(({ id }) => id))}
          onMenu={(position) => onOpen({ kind: 'list-menu', position })}
          onLink={() => onOpen({ kind: 'choose-institution' })}
        />
        <div ref={setTools}>
          <div data-keeps-focus>
            {isWhole && (
              <FixBar
                connections={connections}
                onStart={() => change({ search: '', filter: 'needs-attention' })}
                onShow={showStep}
                onRegister={onShowRegistrations}
              />
            )}
          </div>
          <RelinkBar store={store} onShowRegistrations={onShowRegistrations} onChanged={onPrepared} />
          {connections.length > 0 && (
            <Arranging
              arrangement={arrangement}
              counts={isWhole ? counts : null}
              views={views}
              onChange={change}
            />
          )}
        </div>
        <p className="hidden" role="status">
          {arrangement.search === '' ? '' : text.list.found(shown.length)}
        </p>
        {shown.length === 0 ? (
          <EmptyList
            isLinked={connections.length > 0}
            arrangement={arrangement}
            onShowAll={() => change({ search: '', filter: 'all' })}
          />
        ) : (
          <ConnectionTable
            lines={lines}
            scroller={scroller}
            above={[head, tools]}
            coveredPx={hasBar ? barPx : 0}
            headings={
              <Headings
                arrangement={arrangement}
                columns={columns}
                isAllChecked={checks.isAllChecked}
                isSomeChecked={checks.checked.length > 0}
                onCheckAll={checkAll}
                onChange={change}
              />
            }
            columns={columns}
            showsExpiry={list.settings.columns.includes('consent') && !columns.includes('consent')}
            query={query}
            selectedId={selectedId}
            takesFocusId={returnToId ?? linkedId}
            scrollToId={fixedId}
            checkedIds={checks.ids}
            onCheck={checks.check}
            onSelect={show}
            onMenu={(connection, position) => onOpen({ kind: 'row-menu', connection, position })}
          />
        )}
        {/* Over the end of the list: what appears here moves no row. */}
        <div className="list-bars">
          <BulkBar control={bulk} />
          <RevokingBar connections={connections} revocation={revocation} takesFocus={wasRevoked} />
          <SelectionBar
            checked={checks.checked}
            notShown={checks.notShown}
            revocable={scope.connections.length}
            onRefresh={bulk.start}
            onRevoke={() => onOpen({ kind: 'revoke-several', scope })}
            onExport={(ids) => onOpen({ kind: 'export', scope: { kind: 'connections', ids } })}
            onLabel={(several) => onOpen({ kind: 'labels', connections: several })}
            onPolicy={(several) => onOpen({ kind: 'policy', connections: several })}
            onClear={checks.clear}
          />
        </div>
      </main>
      <Overlays
        overlay={overlay}
        store={store}
        list={list}
        shown={shown}
        scope={scope}
        onOpen={onOpen}
        onCloseMenu={onCloseMenu}
        onShow={show}
        onRevoke={revoke}
        onMikomo={linkMikomo}
        onAddRegistration={onAddRegistration}
        onPrepared={onPrepared}
      />
      {selected && (
        <ConnectionPane
          key={selected.id}
          summary={selected}
          isListed={shown.includes(selected)}
          onListed={() => change({ search: '', filter: 'all' })}
          onLabel={() => onOpen({ kind: 'labels', connections: [selected] })}
          onPolicy={() => onOpen({ kind: 'policy', connections: [selected] })}
          onScript={onScript}
          onClose={() => {
            returnTo(selected.id)
            onSelect(null)
          }}
        />
      )}
    </div>
  )
}
