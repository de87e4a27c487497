import { useContext, useEffect, useState } from 'react'
import type { ConnectionData } from '../../shared/models/dataset.ts'
import { call } from '../state/api.ts'
import { DatasetsContext } from '../state/datasets.tsx'

/**
 * What the datasets have of a connection; null until it is known, and without datasets. Loaded again whenever a dataset changes. Why it
 * can't be read is said in the Data view.
 */
export function useConnectionData(connectionId: string): ConnectionData | null {
  const { list } = useContext(DatasetsContext)
  const [read, setRead] = useState<{ id: string; data: ConnectionData } | null>(null)
  useEffect(() => {
    if (list === null || list.length === 0) return
    let isCurrent = true
    call('datasets.ofConnection', { connectionId }).then(
      (data) => isCurrent && setRead({ id: connectionId, data }),
      () => undefined,
    )
    return () => {
      isCurrent = false
    }
  }, [connectionId, list])
  return read !== null && read.id === connectionId && list !== null && list.length > 0 ? read.data : null
}
