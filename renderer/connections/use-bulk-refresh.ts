import { useEffect, useMemo, useState } from 'react'
import type { BulkRefresh } from '../../shared/models/bulk-refresh.ts'
import { call, on } from '../state/api.ts'

export interface BulkRefreshControl {
  bulk: BulkRefresh | null
  start(ids: readonly string[]): void
  /** Starts no further refresh. Those running finish, because a token rotation must not be interrupted. */
  cancel(): void
  dismiss(): void
}

/** The refresh of several connections, which the main process runs. Each row shows its own result, and this counts them. */
export function useBulkRefresh(): BulkRefreshControl {
  const [bulk, setBulk] = useState<BulkRefresh | null>(null)
  useEffect(() => {
    const stop = on('bulk.progress', ({ run }) => setBulk(run))
    // Without data there is none.
    call('refreshes.read', {}).then(
      ({ run }) => setBulk((now) => now ?? run),
      () => undefined,
    )
    return stop
  }, [])
  return useMemo(
    () => ({
      bulk,
      start: (ids) => {
        if (ids.length === 0) return
        const total = ids.length
        call('refreshes.start', { ids: [...ids] }).catch(() =>
          setBulk({ total, done: total, failed: total, state: 'done' }),
        )
      },
      cancel: () => void call('refreshes.cancel', {}).catch(() => undefined),
      dismiss: () => void call('refreshes.dismiss', {}).catch(() => undefined),
    }),
    [bulk],
  )
}
