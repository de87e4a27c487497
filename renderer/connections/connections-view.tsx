import { useCallback, useMemo, useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { useAction } from '../parts/use-action.ts'
import {
  ChooseInstitution,
  ConnectionPane,
  LabelDialog,
  ListMenu,
  RevokeSeveral,
  RowMenu,
} from '../app/lazy.tsx'
import type { Store } from '../state/store.ts'
import { text } from '../text/text.ts'
import { BulkBar } from './bulk-bar.tsx'
import { FirstRun } from './first-run.tsx'
import { FixBar } from './fix-bar.tsx'
import { plainArrangement, type Arrangement } from './list/arrange.ts'
import type { MenuPosition } from './list/popup-menu.tsx'
import { ConnectionTable } from './list/connection-table.tsx'
import { Arranging, Headings, Search } from './list/list-tools.tsx'
import { useArranged } from './list/use-arranged.ts'
import { useChecked } from './list/use-checked.ts'
import { revokeScopeOf, type RevokeScope } from './revoke-scope.ts'
import { RelinkBar } from '../setup/relink-bar.tsx'
import { RevokingBar } from './revoking-bar.tsx'
import { SelectionBar } from './selection-bar.tsx'
import type { BulkRefreshControl } from './use-bulk-refresh.ts'

export function ConnectionsView({
  store,
  arrangement,
  bulk,
  selectedId,
  linkedId,
  onArrange,
  onSelect,
  onAddRegistration,
  onShowRegistrations,
  onPrepared,
}: {
  store: Store
  arrangement: Arrangement
  bulk: BulkRefreshControl
  selectedId: string | null
  /** The connection that was just linked. */
  linkedId: string | null
  onArrange: (arrangement: Arrangement) => void
  onSelect: (id: string | null) => void
  onAddRegistration: () => void
  onShowRegistrations: () => void
  onPrepared: () => Promise<void>
}) {
  const action = useAction()
  const [isChoosing, setChoosing] = useState(false)
  const [menu, setMenu] = useState<{ connection: ConnectionSummary; position: MenuPosition } | null>(null)
  const [listMenu, setListMenu] = useState<MenuPosition | null>(null)
  const revocation = useAction()
  const [revoking, setRevoking] = useState<RevokeScope | null>(null)
  const [wasRevoked, setWasRevoked] = useState(false)
  const [labelling, setLabelling] = useState<ConnectionSummary | null>(null)
  const [returnToId, returnTo] = useState<string | null>(null)
  // State rather than refs: the rows are positioned once these elements exist.
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [head, setHead] = useState<HTMLElement | null>(null)
  const [tools, setTools] = useState<HTMLElement | null>(null)
  const { connections, isWhole } = store
  const { lines, shown, counts } = useArranged(connections, arrangement)
  const checks = useChecked(connections, shown)
  const selected = useMemo(() => connections.find(({ id }) => id === selectedId), [connections, selectedId])
  const hasOwn = store.registrations.some(({ environment }) => !institutionKinds[environment.kind].isBuiltIn)
  const change = (part: Partial<Arrangement>) => onArrange({ ...arrangement, ...part })

  const linkMikomo = () =>
    action.run(async () => {
      const { id } = await call('sandbox.prepare', {})
      await onPrepared()
      await call('links.start', { institutionId: id })
    })
  const revoke = (several: ConnectionSummary[]) => {
    setRevoking(null)
    setWasRevoked(true)
    revocation.run(() => call('connections.revokeSeveral', { ids: several.map(({ id }) => id) }))
  }
  const show = useCallback(
    (id: string) => {
      returnTo(null)
      onSelect(id)
    },
    [onSelect],
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
  return (
    <div className="columns">
      <main className="list" ref={setScroller}>
        <header className="list-head" ref={setHead}>
          <h1>{arrangement.filter === 'needs-attention' ? text.list.needsAttention : text.list.title}</h1>
          <span className="gap" />
          {connections.length > 0 && (
            <Search
              search={arrangement.search}
              shortcut={text.settings.searchKeys(text.commandKey(store.app.platform))}
              onChange={change}
            />
          )}
          {isWhole && refreshable.length > 0 && (
            <Button
              busy={bulk.bulk?.state === 'running'}
              onPress={() => bulk.start(refreshable.map(({ id }) => id))}
            >
              {text.list.refreshAll}
            </Button>
          )}
          {isWhole && connections.length > 1 && (
            <Button
              label={text.listMenu.open}
              hasMenu
              onPress={(button) => {
                const { left, bottom } = button.getBoundingClientRect()
                setListMenu({ left, top: bottom + 4 })
              }}
            >
              ⋯
            </Button>
          )}
          <Button look="primary" onPress={() => setChoosing(true)}>
            {text.list.link}
          </Button>
        </header>
        <div ref={setTools}>
          <BulkBar control={bulk} />
          <div data-keeps-focus>
            {isWhole && <FixBar connections={connections} onShow={show} onRegister={onShowRegistrations} />}
          </div>
          <RelinkBar store={store} onShowRegistrations={onShowRegistrations} onChanged={onPrepared} />
          <RevokingBar connections={connections} action={revocation} takesFocus={wasRevoked} />
          <SelectionBar
            checked={checks.checked}
            notShown={checks.notShown}
            revocable={scope.connections.length}
            onRefresh={bulk.start}
            onRevoke={() => setRevoking(scope)}
            onClear={checks.clear}
          />
          {connections.length > 0 && (
            <Arranging arrangement={arrangement} counts={isWhole ? counts : null} onChange={change} />
          )}
        </div>
        <p className="hidden" role="status">
          {arrangement.search === '' ? '' : text.list.found(shown.length)}
        </p>
        {shown.length === 0 ? (
          <Empty
            isLinked={connections.length > 0}
            arrangement={arrangement}
            onShowAll={() => onArrange(plainArrangement)}
          />
        ) : (
          <ConnectionTable
            lines={lines}
            scroller={scroller}
            above={[head, tools]}
            headings={
              <Headings
                arrangement={arrangement}
                isAllChecked={checks.isAllChecked}
                onCheckAll={checks.checkAll}
                onChange={change}
              />
            }
            selectedId={selectedId}
            takesFocusId={returnToId ?? linkedId}
            checkedIds={checks.ids}
            onCheck={checks.check}
            onSelect={show}
            onMenu={(connection, position) => setMenu({ connection, position })}
          />
        )}
      </main>
      {menu && <RowMenu {...menu} onClose={() => setMenu(null)} onDetails={show} onLabel={setLabelling} />}
      {listMenu && (
        <ListMenu
          scope={scope}
          position={listMenu}
          onClose={() => setListMenu(null)}
          onRevoke={setRevoking}
        />
      )}
      {revoking && (
        <RevokeSeveral scope={revoking} shown={shown} onConfirm={revoke} onClose={() => setRevoking(null)} />
      )}
      {labelling && <LabelDialog connections={[labelling]} onClose={() => setLabelling(null)} />}
      {selected && (
        <ConnectionPane
          key={selected.id}
          summary={selected}
          onClose={() => {
            returnTo(selected.id)
            onSelect(null)
          }}
        />
      )}
      {isChoosing && (
        <ChooseInstitution
          store={store}
          onClose={() => setChoosing(false)}
          onMikomo={linkMikomo}
          onAddRegistration={onAddRegistration}
          onChanged={onPrepared}
        />
      )}
    </div>
  )
}

function Empty({
  isLinked,
  arrangement,
  onShowAll,
}: {
  isLinked: boolean
  arrangement: Arrangement
  onShowAll: () => void
}) {
  if (!isLinked) return <p className="empty">{text.list.nothingLinked}</p>
  const isNeeds = arrangement.filter === 'needs-attention' && arrangement.search === ''
  return (
    <div className="empty">
      <p>{isNeeds ? text.list.noneNeedsAttention : text.list.nothingFound}</p>
      <Button onPress={onShowAll}>{text.list.showAll}</Button>
    </div>
  )
}
