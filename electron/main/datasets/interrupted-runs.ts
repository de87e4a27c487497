import { toFailure } from '../core/errors.ts'
import { write } from '../store/database.ts'
import { findDataset, listDatasets, updateDataset } from '../store/datasets.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { withDatasetFile } from './open-files.ts'
import { countRows } from './store/queries.ts'
import { endInterruptedRun } from './store/runs.ts'
import { announceDataset } from './view.ts'

/** Shows the runs that the last end of the app cut off, with what they kept. Never rejects: a file that can't be read fails its next run. */
export async function showInterruptedRuns(deps: DatasetDeps): Promise<void> {
  for (const { id, path } of listDatasets(deps.store)) {
    try {
      await showInterruptedRun(deps, id, path)
    } catch (thrown) {
      deps.log.info('dataset.unreadable', { datasetId: id, problem: toFailure(thrown).code })
    }
  }
}

async function showInterruptedRun(deps: DatasetDeps, id: string, path: string): Promise<void> {
  await withDatasetFile(deps.datasets.files, path, (file) => {
    // The last run in the file is then the one under way.
    if (deps.datasets.runs.isRunning(id)) return
    const lastRun = endInterruptedRun(file, deps.now())
    if (lastRun === null) return
    write(deps.store, () => {
      const row = findDataset(deps.store, id)
      if (row) updateDataset(deps.store, { ...row, ...countRows(file), lastRun })
    })
    announceDataset(deps, id)
  })
}
