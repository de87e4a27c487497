import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { toFailure } from './api.ts'

export interface Read<T> {
  /** Null until the answer. */
  value: T | null
  failure: Failure | null
  /** Reads again, after a failure. */
  again: () => void
}

/** Reads something once. Mount anew, with another `key`, to read something else. */
export function useRead<T>(read: () => Promise<T>): Read<T> {
  const [state, setState] = useState<{ value: T | null; failure: Failure | null }>(nothing)
  const first = useRef(read)
  /** The answers to an earlier mount are not shown. */
  const mount = useRef({})
  const start = useCallback(() => {
    const { current } = mount
    const set = (change: { value: T | null; failure: Failure | null }) => {
      if (mount.current === current) setState(change)
    }
    first.current().then(
      (value) => set({ value, failure: null }),
      (thrown: unknown) => set({ value: null, failure: toFailure(thrown) }),
    )
  }, [])
  useEffect(() => {
    mount.current = {}
    start()
    return () => {
      mount.current = {}
    }
  }, [start])
  const again = useCallback(() => {
    setState(nothing)
    start()
  }, [start])
  return { ...state, again }
}

const nothing = { value: null, failure: null }
