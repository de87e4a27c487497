import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { toFailure } from '../state/api.ts'

export interface Action {
  run(work: () => Promise<unknown>): void
  isRunning: boolean
  /** Why the last run failed; null once the next one starts or the subject changes. */
  failure: Failure | null
  clear(): void
}

/** Runs an action of the user and tracks whether it is running or failed. The failure disappears when `subject` changes. */
export function useAction(subject?: unknown): Action {
  const [isRunning, setRunning] = useState(false)
  const [failed, setFailed] = useState<{ failure: Failure; subject: unknown } | null>(null)
  const current = useRef(subject)
  useEffect(() => {
    current.current = subject
  }, [subject])
  const run = useCallback((work: () => Promise<unknown>) => {
    setRunning(true)
    setFailed(null)
    work()
      .catch((thrown: unknown) => setFailed({ failure: toFailure(thrown), subject: current.current }))
      .finally(() => setRunning(false))
  }, [])
  return {
    isRunning,
    failure: failed && Object.is(failed.subject, subject) ? failed.failure : null,
    clear: () => setFailed(null),
    run,
  }
}
