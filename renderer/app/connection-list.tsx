import { useCallback, useState, type ReactNode } from 'react'
import type { Arrangement } from '../../shared/list-arrangement.ts'
import { ConnectionTable } from '../connections/connection-table.tsx'
import { FixBar } from '../connections/fix-bar.tsx'
import { EmptyList } from '../connections/list/empty-list.tsx'
import { Headings } from '../connections/list/headings.tsx'
import { ListHead } from '../connections/list/list-head.tsx'
import { Arranging } from '../connections/list/list-tools.tsx'
import type { Arranged } from '../connections/list/use-arranged.ts'
import type { Checked } from '../connections/list/use-checked.ts'
import { useFittingColumns } from '../connections/list/use-fitting-columns.ts'
import type { BulkRefreshControl } from '../connections/use-bulk-refresh.ts'
import { RelinkBar } from '../setup/relink-bar.tsx'
import type { Store } from '../state/store.ts'
import type { ListControl } from '../state/use-list-settings.ts'
import { text } from '../text/text.ts'
import type { Router } from './use-router.ts'

/** The height of a bar over the end of the list, as in list.css. */
const barPx = 64

/** What the Connections view is given. */
export interface ConnectionsViewProperties {
  store: Store
  list: ListControl
  bulk: BulkRefreshControl
  router: Router
  onRegistrationsChanged: () => Promise<void>
}

/** The connections as they are arranged, under what searches and arranges them. */
export function ConnectionList({
  store,
  list,
  bulk,
  router,
  arranged: { lines, shown, counts, query },
  checks,
  takesFocusId,
  onShow,
  onRegistrationsChanged,
  children,
}: ConnectionsViewProperties & {
  arranged: Arranged
  checks: Checked
  takesFocusId: string | null
  onShow: (id: string) => void
  /** The bars over its end. */
  children: ReactNode
}) {
  const [fixedId, setFixed] = useState<string | null>(null)
  // State rather than refs: the rows are positioned once these elements exist.
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [head, setHead] = useState<HTMLElement | null>(null)
  const [tools, setTools] = useState<HTMLElement | null>(null)
  const { connections, isWhole } = store
  const { arrangement, views } = list.settings
  const { open } = router
  const columns = useFittingColumns(list.settings.columns, scroller)
  const change = (part: Partial<Arrangement>) => list.arrange((now) => ({ ...now, ...part }))
  const showRegistrations = () => router.showRegistrations(false)
  const showStep = useCallback(
    (id: string) => {
      setFixed(id)
      onShow(id)
    },
    [onShow],
  )
  const refreshable = connections.filter(({ status }) => status === 'active')
  const hasBar = checks.checked.length > 0 || bulk.bulk !== null
  return (
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
        onMenu={(position) => open({ kind: 'list-menu', position })}
        onLink={() => open({ kind: 'choose-institution' })}
      />
      <div ref={setTools}>
        <div data-keeps-focus>
          {isWhole && (
            <FixBar
              connections={connections}
              onStart={router.showNeedsAttention}
              onShow={showStep}
              onRegister={showRegistrations}
            />
          )}
        </div>
        <RelinkBar store={store} onShowRegistrations={showRegistrations} onChanged={onRegistrationsChanged} />
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
              onCheckAll={checks.checkAll}
              onChange={change}
            />
          }
          columns={columns}
          showsExpiry={list.settings.columns.includes('consent') && !columns.includes('consent')}
          query={query}
          selectedId={router.selectedId}
          takesFocusId={takesFocusId}
          scrollToId={fixedId}
          checkedIds={checks.ids}
          onCheck={checks.check}
          onSelect={onShow}
          onMenu={(connection, position) => open({ kind: 'row-menu', connection, position })}
        />
      )}
      {children}
    </main>
  )
}
