import { useContext, useEffect, useState } from 'react'
import type { TotalOverTime } from '../../shared/models/dataset.ts'
import { call } from '../state/api.ts'
import { DatasetsContext } from '../state/datasets.tsx'

/** The totals of all accounts that are in datasets, loaded again whenever a dataset changes. Empty without datasets. */
export function useTotalsOverTime(): readonly TotalOverTime[] {
  const { list } = useContext(DatasetsContext)
  const [totals, setTotals] = useState<readonly TotalOverTime[]>([])
  useEffect(() => {
    if (list === null || list.length === 0) return
    let isCurrent = true
    call('datasets.totals', {}).then(
      (read) => isCurrent && setTotals(read),
      // The Data view says why a dataset can't be read.
      () => undefined,
    )
    return () => {
      isCurrent = false
    }
  }, [list])
  return list === null || list.length === 0 ? [] : totals
}
