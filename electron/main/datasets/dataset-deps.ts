import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { openDatasetFiles, type OpenFiles } from './open-files.ts'
import { openChosenPlaces, type ChosenPlaces } from './place.ts'
import { openChosenFiles, type ChosenFiles } from './team/chosen-files.ts'
import { openRunsInProgress, type RunsInProgress } from './run/runs-in-progress.ts'

/** What the datasets of this run of the app share. */
export interface DatasetService {
  runs: RunsInProgress
  files: OpenFiles
  places: ChosenPlaces
  teamFiles: ChosenFiles
}

export type DatasetDeps = RefreshDeps & { datasets: DatasetService }

export function openDatasetService(): DatasetService {
  return {
    runs: openRunsInProgress(),
    files: openDatasetFiles(),
    places: openChosenPlaces(),
    teamFiles: openChosenFiles(),
  }
}
