import { useDeferredValue, useMemo, useState } from 'react'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import { useNow } from '../../state/use-now.ts'
import {
  countByStatus,
  filterConnections,
  linesOf,
  searchTextOf,
  sortConnections,
  type Arrangement,
  type Counts,
  type Line,
} from './arrange.ts'

export interface Arranged {
  lines: Line[]
  /** The connections among the lines. */
  shown: ConnectionSummary[]
  counts: Counts
}

/** The list, filtered, sorted and grouped. Search texts are cached, so that typing stays fast. */
export function useArranged(connections: ConnectionSummary[], arrangement: Arrangement): Arranged {
  const nowMs = useNow(60_000)
  const [texts] = useState(() => new WeakMap<ConnectionSummary, string>())
  const { sort, isDescending, group, filter } = arrangement
  const search = useDeferredValue(arrangement.search)

  const counts = useMemo(() => countByStatus(connections, nowMs), [connections, nowMs])
  const sorted = useMemo(
    () => sortConnections(connections, { sort, isDescending, group }, nowMs),
    [connections, sort, isDescending, group, nowMs],
  )
  const shown = useMemo(() => {
    const textOf = (connection: ConnectionSummary) => {
      const text = texts.get(connection) ?? searchTextOf(connection)
      texts.set(connection, text)
      return text
    }
    return filterConnections(sorted, { search, filter }, nowMs, textOf)
  }, [sorted, search, filter, nowMs, texts])
  const lines = useMemo(() => linesOf(shown, group), [shown, group])
  return { lines, shown, counts }
}
