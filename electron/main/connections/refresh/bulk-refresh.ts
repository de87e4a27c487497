import type { BulkRefresh } from '../../../../shared/models/bulk-refresh.ts'
import { toFailure } from '../../core/errors.ts'
import { refresh } from './refresh.ts'
import type { BulkRun, RefreshDeps } from './refresher.ts'

/** Refreshes at the same time. The rate of requests to one institution has its own limit. */
const concurrency = 4

/**
 * Refreshes several connections and returns at once; `bulk.progress` events report the rest. Each connection shows its own result. While
 * a run is under way it goes on, and no other begins. It needs no window.
 */
export function startBulkRefresh(deps: RefreshDeps, ids: readonly string[]): BulkRefresh {
  const before = deps.refresher.bulk
  if (before?.progress.state === 'running') return before.progress
  const run: BulkRun = {
    progress: { total: ids.length, done: 0, failed: 0, state: 'running' },
    isCancelled: false,
  }
  deps.refresher.bulk = run
  report(deps, run, {})
  void refreshAll(deps, run, [...ids])
  return run.progress
}

/** Starts no further refresh. Those under way finish, because a token rotation must not be interrupted. */
export function cancelBulkRefresh({ refresher }: Pick<RefreshDeps, 'refresher'>): void {
  if (refresher.bulk) refresher.bulk.isCancelled = true
}

/** Forgets the result of a run that has ended. */
export function dismissBulkRefresh({ refresher, emit }: Pick<RefreshDeps, 'refresher' | 'emit'>): void {
  if (refresher.bulk?.progress.state === 'running') return
  refresher.bulk = null
  emit('bulk.progress', { run: null })
}

async function refreshAll(deps: RefreshDeps, run: BulkRun, queue: string[]): Promise<void> {
  const isOver = (): boolean => run.isCancelled || deps.timers.isClosed()
  const worker = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined && !isOver(); id = queue.shift()) {
      const hasFailed = await refresh(deps, id).then(
        () => false,
        (thrown: unknown) => {
          if (toFailure(thrown).code === 'internal') deps.log.error('refresh.failed', thrown)
          return true
        },
      )
      const { done, failed } = run.progress
      report(deps, run, { done: done + 1, failed: failed + (hasFailed ? 1 : 0) })
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  report(deps, run, { state: run.progress.done < run.progress.total ? 'cancelled' : 'done' })
}

function report(deps: Pick<RefreshDeps, 'emit'>, run: BulkRun, change: Partial<BulkRefresh>): void {
  run.progress = { ...run.progress, ...change }
  deps.emit('bulk.progress', { run: run.progress })
}
