import { errorTraits } from '../../../../shared/error-traits.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { write } from '../../store/database.ts'
import { listDatasets, updateDataset, type DatasetRow } from '../../store/datasets.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { deleteEndedSoon } from '../ended-access.ts'
import { showInterruptedRuns } from '../interrupted-runs.ts'
import { isSelected } from '../selection.ts'
import { startRun } from '../run/start-run.ts'
import { setTeamTimer } from '../team/team-timer.ts'
import { announceDataset } from '../view.ts'
import { nextRun } from './next-run.ts'

/** How often the network is checked while it is away and a run is due. */
const networkCheckMs = 5000
/** Connections are often refreshed one after the other: one run reads all of them. */
const afterRefreshMs = 2 * 60_000
/** Longer than any institution's maintenance and backoff. */
const longestRetryMs = 4 * 60 * 60_000

/** Starts what datasets do by themselves: planned runs, and the deletions that the end of the app cut off. Shows the runs that it cut off. */
export function startDatasets(deps: DatasetDeps): void {
  setDatasetTimer(deps)
  setTeamTimer(deps)
  deleteEndedSoon(deps)
  void showInterruptedRuns(deps)
}

/** Sets the timer for the next planned run. Call after any change, at start and after the computer slept. */
export function setDatasetTimer(deps: DatasetDeps): void {
  const times = listDatasets(deps.store)
    .filter(({ id }) => !deps.datasets.runs.isRunning(id))
    .flatMap((row) => nextRun(row)?.atMs ?? [])
  deps.timers.set('datasets', times.length === 0 ? null : Math.min(...times), () => runDue(deps))
}

/** Plans the next run of each dataset again. Call when the computer's time zone has changed. */
export function replanSchedules(deps: DatasetDeps): void {
  setDatasetTimer(deps)
  for (const { id } of listDatasets(deps.store)) announceDataset(deps, id)
}

/** Starts the runs that are due. A run that was missed starts once, when the network is back. */
function runDue(deps: DatasetDeps): void {
  if (!deps.network.isStable()) {
    return deps.timers.set('datasets', deps.now() + networkCheckMs, () => runDue(deps))
  }
  for (const row of listDatasets(deps.store).map((one) => withoutFuture(deps, one))) {
    const next = nextRun(row)
    if (next === null || next.atMs > deps.now() || deps.datasets.runs.isRunning(row.id)) continue
    void startRun(deps, row.id, next.cause).then(() => setDatasetTimer(deps))
  }
  setDatasetTimer(deps)
}

/** Runs again what failed for want of the keychain, now that it can be read. Not what the user runs by hand. */
export function runAfterKeychain(deps: DatasetDeps): void {
  for (const { id, draft, isPaused, problem } of listDatasets(deps.store)) {
    if (problem === null || errorTraits[problem.code].fault !== 'keychain') continue
    if (isPaused || draft.schedule.kind === 'by hand') continue
    void startRun(deps, id, 'schedule').then(() => setDatasetTimer(deps))
  }
}

/** The clock was ahead when the dataset ran last: its schedule and its retry count from now, or nothing would be due for as long. */
function withoutFuture(deps: DatasetDeps, row: DatasetRow): DatasetRow {
  const nowMs = deps.now()
  const latestMs = nowMs + longestRetryMs
  if (row.plannedFromMs <= nowMs && (row.retry === null || row.retry.atMs <= latestMs)) return row
  const corrected = {
    ...row,
    plannedFromMs: Math.min(row.plannedFromMs, nowMs),
    retry: row.retry && { ...row.retry, atMs: Math.min(row.retry.atMs, latestMs) },
  }
  write(deps.store, () => updateDataset(deps.store, corrected))
  return corrected
}

/** Plans a run of the datasets that follow the refreshes of a connection, if it was read since their last run. */
export function planAfterRefresh(deps: DatasetDeps, connection: ConnectionSummary): void {
  const { id, status, refreshing } = connection
  const readAtMs = connection.dataAsOfMs ?? connection.refreshedAtMs
  if (status !== 'active' || refreshing || readAtMs === null) return
  const planned = listDatasets(deps.store)
    .filter(
      ({ draft, plannedFromMs, retry }) =>
        draft.schedule.kind === 'after refresh' &&
        (readAtMs > plannedFromMs || plannedFromMs > deps.now()) &&
        isSelected(draft.selection, connection) &&
        !retry?.connectionIds.includes(id),
    )
    .map((row) => withoutFuture(deps, row))
  if (planned.length === 0) return
  write(deps.store, () => {
    for (const row of planned) {
      const { atMs, connectionIds } = row.retry ?? { atMs: deps.now() + afterRefreshMs, connectionIds: [] }
      updateDataset(deps.store, { ...row, retry: { atMs, connectionIds: [...connectionIds, id] } })
    }
  })
  setDatasetTimer(deps)
}
