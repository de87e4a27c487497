import { useRef, useState } from 'react'
import { call, toFailure } from '../state/api.ts'

/** Refreshes under way at once; the main process paces the requests of one institution. */
const lanes = 4

/** How the refresh of several connections stands. */
export interface BulkRefresh {
  total: number
  done: number
  failed: number
  state: 'running' | 'done' | 'cancelled'
}

export interface BulkRefreshControl {
  bulk: BulkRefresh | null
  start(ids: readonly string[]): void
  /** Begins no further one; those under way end, because a rotation must not be cut off. */
  cancel(): void
  dismiss(): void
}

/** Refreshes several connections. Each row says how its own went; here stands how many are through. */
export function useBulkRefresh(): BulkRefreshControl {
  const [bulk, setBulk] = useState<BulkRefresh | null>(null)
  const run = useRef<{ isCancelled: boolean } | null>(null)

  const start = (ids: readonly string[]) => {
    if (run.current || ids.length === 0) return
    const mine = { isCancelled: false }
    run.current = mine
    const waiting = [...ids]
    setBulk({ total: ids.length, done: 0, failed: 0, state: 'running' })

    const lane = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined && !mine.isCancelled; id = waiting.shift()) {
        const problem = await call('connections.refresh', { id }).then(() => null, toFailure)
        setBulk(
          (before) =>
            before && { ...before, done: before.done + 1, failed: before.failed + (problem ? 1 : 0) },
        )
      }
    }
    void Promise.all(Array.from({ length: lanes }, lane)).then(() => {
      run.current = null
      setBulk((before) => before && { ...before, state: mine.isCancelled ? 'cancelled' : 'done' })
    })
  }
  return {
    bulk,
    start,
    cancel: () => {
      if (run.current) run.current.isCancelled = true
    },
    dismiss: () => setBulk(null),
  }
}
