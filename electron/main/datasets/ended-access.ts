import { hasAccessEnded } from './run/select.ts'
import { viewConnection } from '../connections/model/view.ts'
import { toFailure } from '../core/errors.ts'
import { listActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { findDataset, listDatasets, updateDataset, type DatasetRow } from '../store/datasets.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { bringUpCopies } from './bring-up-copies.ts'
import { withDatasetFile } from './open-files.ts'
import { deleteConnection } from './store/delete-connection.ts'
import type { DatasetFile } from './store/dataset-file.ts'
import { countRows } from './store/queries.ts'
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
    // A run does it at its end.
    if (row.draft.whenAccessEnds === 'keep' || deps.datasets.runs.isRunning(row.id)) continue
    const problem = await deleteFrom(deps, row, (file) => endedIn(deps, file))
    isDone &&= problem === null
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
    problem ??= await deleteFrom(deps, row, (file) =>
      linkedConnections(file).filter((linked) => linked === connectionId),
    )
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

/** @returns why it failed, which the dataset then shows; null if it is done */
async function deleteFrom(
  deps: DatasetDeps,
  row: DatasetRow,
  chosen: (file: DatasetFile) => string[],
): Promise<unknown> {
  let problem: unknown = null
  const work = async (signal: AbortSignal): Promise<void> => {
    try {
      await withDatasetFile(deps.datasets.files, row.path, async (file) => {
        const ids = chosen(file)
        for (const id of ids) deleteConnection(file, id, deps.now())
        if (ids.length === 0) return
        await bringUpCopies(file, row, { signal })
        change(deps, row.id, { ...countRows(file), problem: null })
      })
    } catch (thrown) {
      problem = thrown
      change(deps, row.id, { problem: toFailure(thrown) })
      deps.log.warn('dataset.not_deleted', { datasetId: row.id, problem: toFailure(thrown).code })
    }
  }
  await deps.datasets.runs.start(row.id, work)
  announceDataset(deps, row.id)
  return problem
}

function change(deps: DatasetDeps, id: string, changed: Partial<DatasetRow>): void {
  write(deps.store, () => {
    const row = findDataset(deps.store, id)
    if (row) updateDataset(deps.store, { ...row, ...changed })
  })
}
