import { useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { toFailure } from '../api.ts'

export interface Action {
  run(work: () => Promise<unknown>): void
  isRunning: boolean
  /** Why the last run did not work; gone as soon as the next begins. */
  failure: Failure | null
  clear(): void
}

/** One thing that the person started: whether it still runs, and how it failed. */
export function useAction(): Action {
  const [isRunning, setRunning] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  return {
    isRunning,
    failure,
    clear: () => setFailure(null),
    run: (work) => {
      setRunning(true)
      setFailure(null)
      work()
        .catch((thrown: unknown) => setFailure(toFailure(thrown)))
        .finally(() => setRunning(false))
    },
  }
}
