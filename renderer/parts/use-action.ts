import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { toFailure } from '../state/api.ts'

export interface Action {
  run(work: () => Promise<unknown>): void
  isRunning: boolean
  /** Why the last run did not work; gone as soon as the next begins, or what it was done to has changed. */
  failure: Failure | null
  clear(): void
}

/**
 * One thing that the person started: whether it still runs, and how it failed. With a subject, a failure is shown only as long as
 * the subject is what it was then: an error that is no longer true goes away by itself.
 */
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
