import { createContext, useMemo } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Dataset } from '../../shared/models/dataset.ts'
import { needOf } from '../../shared/need.ts'

interface Ended {
  /** Where the last run missed accounts: the connections of the dataset that have to be linked again. */
  endedOf: (dataset: Dataset) => ConnectionSummary[]
  showEnded: () => void
}

export const EndedContext = createContext<Ended>({ endedOf: () => [], showEnded: () => undefined })

export function useEnded(
  connections: readonly ConnectionSummary[],
  nowMs: number,
  showEnded: () => void,
): Ended {
  return useMemo(() => {
    const inNeed = connections.filter((one) => needOf(one, nowMs) === 'relink')
    const endedOf = ({ selection, lastRun, problem }: Dataset) =>
      problem !== null || !lastRun?.accountsMissing ? [] : inNeed.filter(inSelection(selection))
    return { endedOf, showEnded }
  }, [connections, nowMs, showEnded])
}

/** Which of the connections a dataset reads. Those of a label are the ones that carry it now. */
function inSelection(
  selection: Dataset['selection'],
): (connection: Pick<ConnectionSummary, 'id' | 'labels'>) => boolean {
  if (selection.kind === 'all') return () => true
  if (selection.kind === 'labels') {
    const labels = new Set(selection.labels)
    return (connection) => connection.labels.some((label) => labels.has(label))
  }
  const ids = new Set(selection.ids)
  return ({ id }) => ids.has(id)
}
