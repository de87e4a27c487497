import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import type { Line } from './line.ts'

export interface Checked {
  ids: ReadonlySet<string>
  /** The checked connections that still exist. */
  checked: ConnectionSummary[]
  /** How many of those the list does not show. */
  notShown: number
  isAllChecked: boolean
  /** With `isRange`, also all between it and the one checked before. */
  check(id: string, isChecked: boolean, isRange: boolean): void
  checkAll(isChecked: boolean): void
  clear(): void
}

/** Which connections are checked. Those hidden by a filter stay checked. */
export function useChecked(
  connections: ConnectionSummary[],
  shown: ConnectionSummary[],
  lines: readonly Line[],
): Checked {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const anchor = useRef<string | null>(null)
  const currentLines = useRef(lines)
  useEffect(() => {
    currentLines.current = lines
  }, [lines])
  const checked = useMemo(
    () => (ids.size === 0 ? [] : connections.filter(({ id }) => ids.has(id))),
    [connections, ids],
  )
  const notShown = useMemo(() => {
    const shownIds = new Set(ids.size === 0 ? [] : shown.map(({ id }) => id))
    return checked.filter(({ id }) => !shownIds.has(id)).length
  }, [checked, ids, shown])
  const check = useCallback((id: string, isChecked: boolean, isRange: boolean) => {
    const changed = isRange ? between(currentLines.current, anchor.current, id) : [id]
    anchor.current = id
    setIds((before) => {
      const after = new Set(before)
      for (const one of changed) {
        if (isChecked) after.add(one)
        else after.delete(one)
      }
      return after
    })
  }, [])
  const isAllChecked = ids.size > 0 && shown.length > 0 && shown.every(({ id }) => ids.has(id))
  return {
    ids,
    checked,
    notShown,
    isAllChecked,
    check,
    checkAll: (isChecked) => setIds(new Set(isChecked ? shown.map(({ id }) => id) : [])),
    clear: () => setIds(new Set()),
  }
}

/** The ids from one line to another, in either direction, both included. */
function between(lines: readonly Line[], from: string | null, to: string): string[] {
  const indexOf = (id: string | null) =>
    lines.findIndex((line) => line.kind === 'connection' && line.connection.id === id)
  const [start, end] = [indexOf(from), indexOf(to)].toSorted((a, b) => a - b)
  if (start === undefined || end === undefined || start < 0) return [to]
  return lines
    .slice(start, end + 1)
    .flatMap((line) => (line.kind === 'connection' ? [line.connection.id] : []))
}
