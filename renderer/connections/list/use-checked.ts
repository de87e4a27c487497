import { useCallback, useMemo, useState } from 'react'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'

export interface Checked {
  ids: ReadonlySet<string>
  /** The checked connections that still exist. */
  checked: ConnectionSummary[]
  /** How many of those the list does not show. */
  notShown: number
  isAllChecked: boolean
  check(id: string, isChecked: boolean): void
  checkAll(isChecked: boolean): void
  clear(): void
}

/** Which connections are checked. Those hidden by a filter stay checked. */
export function useChecked(connections: ConnectionSummary[], shown: ConnectionSummary[]): Checked {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const checked = useMemo(
    () => (ids.size === 0 ? [] : connections.filter(({ id }) => ids.has(id))),
    [connections, ids],
  )
  const notShown = useMemo(() => {
    const shownIds = new Set(ids.size === 0 ? [] : shown.map(({ id }) => id))
    return checked.filter(({ id }) => !shownIds.has(id)).length
  }, [checked, ids, shown])
  const check = useCallback((id: string, isChecked: boolean) => {
    setIds((before) => {
      const after = new Set(before)
      if (isChecked) after.add(id)
      else after.delete(id)
      return after
    })
  }, [])
  const isAllChecked = ids.size > 0 && shown.every(({ id }) => ids.has(id))
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
