import { hasAccessEnded } from './selection.ts'
import { viewConnection } from '../connections/model/view.ts'
import { toFailure } from '../core/errors.ts'
import { listActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { findDataset, listDatasets, updateDataset, type DatasetRow } from '../store/datasets.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { bringUpCopies } from './bring-up-copies.ts'
import { withDatasetFile } from './open-files.ts'
import { deleteConnection, emptyLog, hasDeletedConnections } from './store/delete-connection.ts'
import type { DatasetFile } from './store/dataset-file.ts'
import { countRows } from './store/queries.ts'
import { bringUpTeam } from './team/bring-up-team.ts'
import { announceDataset } from './view.ts'

/** Revocations of many connections are confirmed one after the other: their data are deleted together. */
const collectMs = 1000
const retryMs = 60 * 60_000

/** Deletes the data of connections whose access has ended, from the datasets that are to have none of them. Soon, and again at each start. */
export function deleteEndedSoon(deps: DatasetDeps, inMs = collectMs): void {
  const isWanted = listDatasets(deps.store).some(({ draft }) => draft.whenAccessEnds === 'delete')
  if (isWanted) deps.timers.set('ended access', deps.now() + inMs, () => deleteEndedEverywhere(deps))
}

async function deleteEndedEverywhere(deps: DatasetDeps): Promise<void> {
  let isDone = true
  for (const row of listDatasets(deps.store)) {
    if (row.draft.whenAccessEnds === 'keep') continue
    // A run deletes them itself, if it reaches its end.
    const isRunning = deps.datasets.runs.isRunning(row.id)
    const problem = isRunning ? null : await deleteFrom(deps, row, (file) => endedIn(deps, file))
    isDone &&= !isRunning && problem === null
  }
  if (!isDone) deleteEndedSoon(deps, retryMs)
}

/**
 * Deletes a connection's data from all datasets and their copies.
 *
 * @throws AppError why it is still in one of them
 */
export async function deleteOfConnection(deps: DatasetDeps, connectionId: string): Promise<void> {
  let problem: unknown = null
  for (const row of listDatasets(deps.store)) {
    await deps.datasets.runs.cancel(row.id)
    const found = await deleteFrom(deps, row, (file) =>
      linkedConnections(file).filter((linked) => linked === connectionId),
    )
    problem ??= found
  }
  if (problem !== null) throw problem
}

/** Those in a dataset's file whose access has ended. A connection that is not known at all may be of a database restored from a backup. */
export function endedIn(deps: DatasetDeps, file: DatasetFile): string[] {
  return linkedConnections(file).filter((id) =>
    findConnection(deps.store, id) ? hasAccessEnded(viewConnection(deps, id)) : wasRemoved(deps, id),
  )
}

/** The ids in Mooring of the connections that a file has data of. */
function linkedConnections(file: DatasetFile): string[] {
  return file.db.prepare<[], string>('SELECT linked_id FROM connections').pluck().all()
}

function wasRemoved({ store }: DatasetDeps, connectionId: string): boolean {
  return listActivity(store, { connectionId, kinds: ['removed'], limit: 1 }).length > 0
}

/** @returns why it failed, which the dataset or its team copy then shows; null if it is done */
async function deleteFrom(
  deps: DatasetDeps,
  row: DatasetRow,
  chosen: (file: DatasetFile) => string[],
): Promise<unknown> {
  let problem: unknown = null
  let inTeam: unknown = null
  const work = async (signal: AbortSignal): Promise<void> => {
    try {
      await withDatasetFile(deps.datasets.files, row.path, async (file) => {
        const ids = chosen(file)
        // Also for data that an earlier deletion took from the file only: its log or a copy may still have them.
        if (ids.length === 0 && !hasDeletedConnections(file)) return
        const left = deleteAll(file, ids, deps.now())
        await bringUpCopies(file, row, { signal })
        inTeam = await bringUpTeam(deps, row.id, signal)
        if (left !== null) throw left
        const { lastRun } = row
        change(deps, row.id, {
          ...countRows(file),
          problem: lastRun?.outcome === 'failed' ? lastRun.problem : null,
        })
      })
    } catch (thrown) {
      problem = thrown
      deps.log.warn('dataset.not_deleted', { datasetId: row.id, problem: toFailure(thrown).code })
      showProblem(deps, row.id, thrown)
    }
  }
  await deps.datasets.runs.start(row.id, work)
  announceDataset(deps, row.id)
  return problem ?? inTeam
}

/** Deletes what can be deleted. @returns the first problem, or null */
function deleteAll(file: DatasetFile, ids: string[], atMs: number): unknown {
  const works = ids.map((id) => () => deleteConnection(file, id, atMs))
  let problem: unknown = null
  for (const work of works.length > 0 ? works : [() => emptyLog(file)]) {
    try {
      work()
    } catch (thrown) {
      problem ??= thrown
    }
  }
  return problem
}

/** Never throws: the database may be what failed. */
function showProblem(deps: DatasetDeps, id: string, thrown: unknown): void {
  try {
    change(deps, id, { problem: toFailure(thrown) })
  } catch (unwritten) {
    deps.log.error('dataset.not_recorded', unwritten, { datasetId: id })
  }
}

function change(deps: DatasetDeps, id: string, changed: Partial<DatasetRow>): void {
  write(deps.store, () => {
    const row = findDataset(deps.store, id)
    if (row) updateDataset(deps.store, { ...row, ...changed })
  })
}
