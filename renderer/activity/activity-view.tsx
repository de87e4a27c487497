import { localDay } from '../../shared/calendar.ts'
import { useDeferredValue, useMemo, useState } from 'react'
import type { Activity } from '../../shared/models/activity.ts'
import { call } from '../state/api.ts'
import type { Store } from '../state/store.ts'
import { useNow } from '../state/use-now.ts'
import { Filters } from '../parts/arranging.tsx'
import { Button } from '../parts/button.tsx'
import { ExportButtons } from '../export/export-buttons.tsx'
import { Problem } from '../parts/problem.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { dayHeading } from '../text/format.ts'
import { text } from '../text/text.ts'
import { ActivityLine } from './activity-line.tsx'
import { activityFilterOf, entryFilters, type EntryFilter } from './filter.ts'
import { useActivity } from './use-activity.ts'

const pageSize = 200

/** The history of all connections, including removed ones, by day. */
export function ActivityView({
  store,
  onConnection,
  onConnections,
}: {
  store: Store
  onConnection: (id: string) => void
  onConnections: () => void
}) {
  const [count, setCount] = useState(pageSize)
  const [filter, setFilter] = useState<EntryFilter>('all')
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search)
  const entries = useMemo(() => activityFilterOf(filter, wanted), [filter, wanted])
  const { lines, hasOlder, failure } = useActivity(undefined, count, entries)
  const known = useMemo(() => new Set(store.connections.map(({ id }) => id)), [store.connections])
  const nowMs = useNow(60_000)
  const isFiltered = filter !== 'all' || search !== ''
  const hasAny = isFiltered || (lines !== null && lines.length > 0)
  const showAll = () => {
    setFilter('all')
    setSearch('')
  }
  return (
    <main className="page" tabIndex={0} aria-label={text.activity.title}>
      <header className="list-head">
        <h1>{text.activity.title}</h1>
        <span className="gap" />
        {hasAny && (
          <>
            <SearchBox
              label={text.activity.search}
              value={search}
              shortcut={text.settings.searchKeys(text.commandKey(store.app.platform))}
              onChange={setSearch}
            />
            <ExportButtons
              title={text.transactions.exportTo}
              label={text.activity.export}
              onExport={(file) => call('activity.export', { ...entries, ...file })}
            />
          </>
        )}
      </header>
      {hasAny && (
        <Filters
          label={text.activity.filter}
          options={entryFilters}
          value={filter}
          nameOf={(one) => text.activity.filters[one]}
          onChange={setFilter}
        />
      )}
      {failure && <Problem failure={failure} />}
      <p className="hidden" role="status">
        {isFiltered && lines !== null ? text.activity.found(lines.length, hasOlder) : ''}
      </p>
      {lines?.length === 0 && (
        <div className="empty">
          <p>{isFiltered ? text.activity.nothingFound : text.activity.empty}</p>
          {isFiltered ? (
            <Button onPress={showAll}>{text.activity.showAll}</Button>
          ) : (
            <Button look="primary" onPress={onConnections}>
              {text.activity.emptyNext}
            </Button>
          )}
        </div>
      )}
      {byDay(lines ?? []).map(([day, ofDay]) => (
        <section key={day} className="activity-day" aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`}>{dayHeading(ofDay[0]?.atMs ?? 0, nowMs)}</h2>
          <ol>
            {ofDay.map((line) => (
              <ActivityLine
                key={line.id}
                line={line}
                onConnection={known.has(line.connectionId) ? onConnection : null}
              />
            ))}
          </ol>
        </section>
      ))}
      {hasOlder && <Button onPress={() => setCount(count + pageSize)}>{text.pane.older}</Button>}
    </main>
  )
}

/** The lines of each day of this computer's time zone, in their order. A clock that was set back makes a second group of a day. */
function byDay(lines: readonly Activity[]): [key: string, lines: Activity[]][] {
  const days: [key: string, lines: Activity[]][] = []
  for (const line of lines) {
    const last = days.at(-1)
    const day = localDay(line.atMs)
    if (last?.[1][0] && localDay(last[1][0].atMs) === day) last[1].push(line)
    else days.push([`${day}-${line.id}`, [line]])
  }
  return days
}
