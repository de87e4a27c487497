import type { RunResult } from '../../../../shared/models/dataset.ts'
import { write } from '../../store/database.ts'
import { findDataset, updateDataset, type DatasetRow } from '../../store/datasets.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { notifyBroken } from '../../notifications/notify.ts'
import type { Size } from '../store/queries.ts'
import { announceDataset } from '../view.ts'
import type { RunCause } from './hold.ts'
import { runDataset, type Ran } from './run-dataset.ts'
import { selectedConnections } from './selected-connections.ts'

/** After so many failed runs in a row the user is notified. */
const failuresToNotify = 3

/** Starts a run of a dataset, unless one is under way. Resolves when it has ended; never rejects. */
export function startRun(deps: DatasetDeps, datasetId: string, cause: RunCause): Promise<void> {
  const started = deps.datasets.runs.start(datasetId, async (signal) => {
    const row = begin(deps, datasetId, cause)
    if (!row) return
    try {
      const onKept = (size: Size): void => showKept(deps, datasetId, size)
      record(deps, { row, cause, signal }, await runDataset(deps, { row, cause, signal, onKept }))
    } catch (thrown) {
      deps.log.error('dataset.not_recorded', thrown, { datasetId })
    }
  })
  announceDataset(deps, datasetId)
  return started.then(() => announceDataset(deps, datasetId))
}

/**
 * Writes down what a run by hand is to read, until it has ended: if the app ends before, the next start reads it. A planned run stays due
 * by itself.
 */
function begin(deps: DatasetDeps, datasetId: string, cause: RunCause): DatasetRow | undefined {
  const row = findDataset(deps.store, datasetId)
  if (!row || cause !== 'by hand') return row
  const connectionIds = selectedConnections(deps, row)
    .filter(({ status }) => status === 'active')
    .map(({ id }) => id)
  if (connectionIds.length === 0) return row
  const begun = { ...row, retry: { atMs: deps.now(), connectionIds } }
  write(deps.store, () => updateDataset(deps.store, begun))
  return begun
}

/** Shows what a run has kept so far. */
function showKept(deps: DatasetDeps, datasetId: string, size: Size): void {
  write(deps.store, () => {
    const row = findDataset(deps.store, datasetId)
    if (row) updateDataset(deps.store, { ...row, ...size })
  })
  announceDataset(deps, datasetId)
}

interface Done {
  /** As when the run began. */
  row: DatasetRow
  cause: RunCause
  signal: AbortSignal
}

/** Writes down how a run ended, and when the next one is due. */
function record(deps: DatasetDeps, done: Done, ran: Ran): void {
  const { result, size } = ran
  write(deps.store, () => {
    const row = findDataset(deps.store, done.row.id)
    if (!row) return
    const failedInARow = failuresAfter(row, done.cause, result)
    // One that tries again is no news until it succeeds.
    const isNews = done.cause !== 'retry' || result.outcome !== 'failed'
    updateDataset(deps.store, {
      ...row,
      ...size,
      ...planAfter(row, done, ran),
      failedInARow,
      lastRun: isNews ? result : row.lastRun,
      problem:
        result.outcome === 'cancelled' ? row.problem : result.outcome === 'failed' ? result.problem : null,
    })
    if (failedInARow > row.failedInARow && failedInARow === failuresToNotify) {
      notifyBroken(deps, { kind: 'dataset', id: row.id, name: row.draft.name })
    }
  })
  deps.log.info('dataset.run', {
    datasetId: done.row.id,
    cause: done.cause,
    outcome: result.outcome,
    problem: result.problem?.code,
    inserted: result.inserted,
    accounts: result.accountsRead,
    durationMs: result.endedAtMs - result.atMs,
  })
}

/** Only runs of the schedule, or of the user, count: one that tries again does so many times a day. */
function failuresAfter({ failedInARow }: DatasetRow, cause: RunCause, { outcome }: RunResult): number {
  switch (outcome) {
    case 'complete':
    case 'partial':
      return 0
    case 'failed':
      return cause === 'retry' ? failedInARow : failedInARow + 1
    case 'cancelled':
      return failedInARow
  }
}

/** A run that the app's end cut off is due again at the next start. */
function planAfter(
  row: DatasetRow,
  { row: before, cause, signal }: Done,
  { result, unread }: Ran,
): Pick<DatasetRow, 'plannedFromMs' | 'retry'> {
  if (signal.aborted && signal.reason === 'closing') return row
  const isWhole = cause === 'by hand' || cause === 'schedule'
  // What was refreshed while this run was reading other connections.
  const taken = new Set(before.retry?.connectionIds)
  const added = isWhole ? [] : (row.retry?.connectionIds ?? []).filter((id) => !taken.has(id))
  const connectionIds = [...new Set([...unread, ...added])]
  const untilMs = result.untilMs ?? row.retry?.atMs ?? result.endedAtMs
  const retry =
    connectionIds.length === 0 ? null : { atMs: Math.max(untilMs, result.endedAtMs), connectionIds }
  const follows = row.draft.schedule.kind === 'after refresh'
  return {
    plannedFromMs: follows ? result.endedAtMs : isWhole ? result.atMs : row.plannedFromMs,
    retry,
  }
}
