import { useDeferredValue, useEffect, useMemo } from 'react'
import type { Arrangement } from '../../../shared/list-arrangement.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { useNow } from '../../state/use-now.ts'
import { countByStatus, filterConnections, linesOf, sortConnections, type Counts } from './arrange.ts'
import type { Line } from './line.ts'
import { parseQuery, type Query } from './query.ts'
import { prepareSearch } from './searchable.ts'

export interface Arranged {
  lines: Line[]
  /** The connections among the lines, each once. */
  shown: ConnectionSummary[]
  counts: Counts
  /** The search that the lines are of. It is behind the field while the list is being worked out. */
  query: Query | null
}

/** The list, filtered, sorted and grouped. */
export function useArranged(connections: ConnectionSummary[], arrangement: Arrangement): Arranged {
  const nowMs = useNow(60_000)
  const { sort, isDescending, group, filter } = arrangement
  const search = useDeferredValue(arrangement.search)
  const query = useMemo(() => parseQuery(search), [search])
  useEffect(() => prepareSearch(connections), [connections])
  const counts = useMemo(() => countByStatus(connections, nowMs), [connections, nowMs])
  const sorted = useMemo(
    () => sortConnections(connections, { sort, isDescending }, nowMs),
    [connections, sort, isDescending, nowMs],
  )
  const found = useMemo(
    () => filterConnections(sorted, { query, filter }, nowMs),
    [sorted, query, filter, nowMs],
  )
  const lines = useMemo(() => linesOf(found, group, nowMs), [found, group, nowMs])
  return { lines, shown: found.connections, counts, query }
}
