import { useEffect, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { AccountQuestion, Coverage, Dataset, RunResult } from '../../shared/models/dataset.ts'
import { call, toFailure } from '../state/api.ts'

export interface DatasetDetails {
  /** Null until the first answer. */
  coverage: readonly Coverage[] | null
  runs: readonly RunResult[] | null
  questions: readonly AccountQuestion[]
  failure: Failure | null
}

const nothingRead: DatasetDetails = { coverage: null, runs: null, questions: [], failure: null }

/** What a dataset has of each account, and how its runs ended. Loaded again whenever the dataset changes. */
export function useDatasetDetails(dataset: Dataset): DatasetDetails {
  const [read, setRead] = useState({ id: dataset.id, details: nothingRead })
  useEffect(() => {
    let isCurrent = true
    const { id } = dataset
    Promise.all([
      call('datasets.coverage', { id }),
      call('datasets.runs', { id }),
      call('datasets.questions', { id }),
    ]).then(
      ([coverage, runs, questions]) =>
        isCurrent && setRead({ id, details: { coverage, runs, questions, failure: null } }),
      (thrown: unknown) =>
        isCurrent &&
        setRead((before) => ({
          id,
          details: { ...(before.id === id ? before.details : nothingRead), failure: toFailure(thrown) },
        })),
    )
    return () => {
      isCurrent = false
    }
  }, [dataset])
  return read.id === dataset.id ? read.details : nothingRead
}
