import { useDeferredValue, useMemo, useState } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { useNow } from '../state/use-now.ts'
import type { Store } from '../state/store.ts'
import type { ListControl } from '../state/use-list-settings.ts'
import { Filters, Picker } from '../parts/arranging.tsx'
import { Button } from '../parts/button.tsx'
import { ExportDialog } from '../export/export-dialog.tsx'
import { Problem } from '../parts/problem.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { numberText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { AccountTable } from './account-table.tsx'
import {
  accountGroups,
  arrangeAccounts,
  countIncomplete,
  countKinds,
  countSharedTwice,
  kindFilters,
  linesOfAccounts,
  listed,
  plainAccounts,
  searchAccounts,
  shownColumns,
  totalsOf,
  type AccountArrangement,
  type AccountColumn,
  type KindFilter,
  type Listed,
} from './arrange-accounts.ts'
import { isStale } from './as-of.ts'
import { Totals } from './totals.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import { useAccounts } from './use-accounts.ts'
import { useTotalsOverTime } from './use-totals-over-time.ts'

/** Every account of every connection in one table, with totals by currency. */
export function AccountsView({
  store,
  list,
  onConnection,
  onConnections,
}: {
  store: Store
  list: ListControl
  onConnection: (id: string) => void
  onConnections: () => void
}) {
  const { connections } = store
  const { byConnection, isWhole, failure, retry } = useAccounts(connections)
  const [arrangement, setArrangement] = useState<AccountArrangement>(plainAccounts)
  const change = (part: Partial<AccountArrangement>) => setArrangement((now) => ({ ...now, ...part }))
  const columns = shownColumns(list.settings.accountColumns)
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [exported, setExported] = useState<Listed[] | null>(null)
  const nowMs = useNow(60_000)
  const all = useMemo(
    () =>
      connections.flatMap((connection) =>
        (byConnection.get(connection.id) ?? []).map((account) => listed(connection, account)),
      ),
    [connections, byConnection],
  )
  const wanted = useDeferredValue(arrangement)
  const { search, group } = wanted
  const found = useMemo(() => searchAccounts(all, search), [all, search])
  const shown = useMemo(() => arrangeAccounts(found, wanted), [found, wanted])
  const lines = useMemo(() => linesOfAccounts(shown, group), [shown, group])
  const totals = useMemo(() => totalsOf(shown), [shown])
  const sortBy = (column: AccountColumn) =>
    change({ sort: column, isDescending: arrangement.sort === column && !arrangement.isDescending })

  const overTime = useTotalsOverTime()
  // The lines are of all accounts.
  const isPlain = arrangement.search === '' && arrangement.filter === 'all'
  const isDone = isWhole && store.isWhole
  return (
    <main className="accounts-view" ref={setScroller} tabIndex={0} aria-label={text.accounts.title}>
      <header className="list-head">
        <h1>{text.accounts.title}</h1>
        <span className="gap" />
        {all.length > 0 && (
          <SearchBox
            label={text.accounts.search}
            value={arrangement.search}
            shortcut={text.settings.searchKeys(text.commandKey(store.app.platform))}
            onChange={(value) => change({ search: value })}
          />
        )}
        {all.length > 0 && <ColumnsMenu list={list} />}
        {shown.length > 0 && isDone && (
          <Button label={text.accounts.export(shown.length)} onPress={() => setExported(shown)}>
            {text.exportDialog.open}
          </Button>
        )}
      </header>
      {failure && (
        <div className="accounts-failure">
          <Problem failure={failure} />
          <Button onPress={retry}>{text.actions.tryAgain}</Button>
        </div>
      )}
      {all.length === 0 ? (
        <Empty isDone={isDone} isLinked={connections.length > 0} onConnections={onConnections} />
      ) : (
        <>
          <Totals totals={totals} overTime={isPlain ? overTime : []} />
          <Notes shown={shown} connections={connections} nowMs={nowMs} isDone={isDone} />
          <Tools arrangement={arrangement} counts={countKinds(found)} onChange={change} />
          <p className="hidden" role="status">
            {arrangement.search === '' ? '' : text.accounts.found(shown.length)}
          </p>
          {shown.length === 0 ? (
            <div className="empty">
              <p>{text.accounts.nothingFound}</p>
              <Button onPress={() => setArrangement(plainAccounts)}>{text.accounts.showAll}</Button>
            </div>
          ) : (
            <AccountTable
              lines={lines}
              columns={columns}
              scroller={scroller}
              nowMs={nowMs}
              sort={arrangement.sort}
              isDescending={arrangement.isDescending}
              onSort={sortBy}
              onConnection={onConnection}
            />
          )}
        </>
      )}
      {exported && (
        <ExportDialog
          scope={{ kind: 'accounts', accounts: exported.map(keysOf) }}
          onClose={() => setExported(null)}
        />
      )}
    </main>
  )
}

function keysOf({ connection, account }: Listed): { connectionId: string; accountKey: string } {
  return { connectionId: connection.id, accountKey: account.key }
}

function Notes({
  shown,
  connections,
  nowMs,
  isDone,
}: {
  shown: Listed[]
  connections: readonly ConnectionSummary[]
  nowMs: number
  isDone: boolean
}) {
  const stale = useMemo(
    () => shown.filter((one) => one.balance !== null && isStale(one, nowMs)).length,
    [shown, nowMs],
  )
  const twice = useMemo(() => countSharedTwice(shown), [shown])
  const incomplete = countIncomplete(connections)
  const notes = [
    ...(isDone ? [] : [text.accounts.loading]),
    ...(incomplete > 0 ? [text.accounts.missing(incomplete)] : []),
    ...(stale > 0 ? [`▲ ${text.accounts.stale(stale)}`] : []),
    ...(twice > 0 ? [text.accounts.seen(twice)] : []),
  ]
  return notes.length === 0 ? null : <p className="hint accounts-notes">{notes.join(' · ')}</p>
}

function Tools({
  arrangement,
  counts,
  onChange,
}: {
  arrangement: AccountArrangement
  counts: Record<KindFilter, number>
  onChange: (part: Partial<AccountArrangement>) => void
}) {
  return (
    <div className="arranging">
      <Filters
        label={text.accounts.filter}
        options={kindFilters.filter(
          (filter) => filter === 'all' || filter === arrangement.filter || counts[filter] > 0,
        )}
        value={arrangement.filter}
        nameOf={(filter) => `${text.accounts.filters[filter]} ${numberText(counts[filter])}`}
        onChange={(filter) => onChange({ filter })}
      />
      <div className="arrange">
        <Picker
          label={text.accounts.group}
          options={accountGroups}
          value={arrangement.group}
          names={text.accounts.groups}
          onChange={(group) => onChange({ group })}
        />
      </div>
    </div>
  )
}

function Empty({
  isDone,
  isLinked,
  onConnections,
}: {
  isDone: boolean
  isLinked: boolean
  onConnections: () => void
}) {
  if (!isDone) return <p className="empty">{text.accounts.loading}</p>
  return (
    <div className="empty">
      <p>{isLinked ? text.accounts.noneRead : text.accounts.noneLinked}</p>
      <Button look="primary" onPress={onConnections}>
        {text.accounts.toConnections}
      </Button>
    </div>
  )
}
