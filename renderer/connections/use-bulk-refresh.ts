import { useRef, useState } from 'react'
import { call, toFailure } from '../state/api.ts'

/** Refreshes at the same time. The main process limits the rate of requests to one institution. */
const concurrency = 4

/** The progress of a bulk refresh. */
export interface BulkRefresh {
  total: number
  done: number
  failed: number
  state: 'running' | 'done' | 'cancelled'
}

export interface BulkRefreshControl {
  bulk: BulkRefresh | null
  start(ids: readonly string[]): void
  /** Starts no further refresh. Those running finish, because a token rotation must not be interrupted. */
  cancel(): void
  dismiss(): void
}

/** Refreshes several connections. Each row shows its own result, and this counts them. */
export function useBulkRefresh(): BulkRefreshControl {
  const [bulk, setBulk] = useState<BulkRefresh | null>(null)
  const run = useRef<{ isCancelled: boolean } | null>(null)

  const start = (ids: readonly string[]) => {
    if (run.current || ids.length === 0) return
    const current = { isCancelled: false }
    run.current = current
    const queue = [...ids]
    setBulk({ total: ids.length, done: 0, failed: 0, state: 'running' })

    const worker = async (): Promise<void> => {
      for (let id = queue.shift(); id !== undefined && !current.isCancelled; id = queue.shift()) {
        const problem = await call('connections.refresh', { id }).then(() => null, toFailure)
        setBulk(
          (before) =>
            before && { ...before, done: before.done + 1, failed: before.failed + (problem ? 1 : 0) },
        )
      }
    }
    void Promise.all(Array.from({ length: concurrency }, worker)).then(() => {
      run.current = null
      setBulk((before) => before && { ...before, state: current.isCancelled ? 'cancelled' : 'done' })
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
