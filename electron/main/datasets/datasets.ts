import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  copyFormats,
  type CopyFormat,
  type Dataset,
  type DatasetDraft,
} from '../../../shared/models/dataset.ts'
import { AppError } from '../core/errors.ts'
import { write } from '../store/database.ts'
import {
  deleteDataset,
  insertDataset,
  listDatasets,
  updateDataset,
  type DatasetRow,
} from '../store/datasets.ts'
import { storeError } from '../store/failures.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { deleteCopiesOf } from './bring-up-copies.ts'
import { requireOwnFolder } from './copies/own-folder.ts'
import { deleteEndedSoon } from './ended-access.ts'
import { canonicalPath, copiesFolder, defaultPath, fileNameFor, isSynced, shownPath } from './place.ts'
import { requireDataset } from './require-dataset.ts'
import { startRun } from './run/start-run.ts'
import { setDatasetTimer } from './schedule/dataset-timer.ts'
import { deleteDatasetFile, openDatasetFile } from './store/dataset-file.ts'
import { datasetError } from './store/failures.ts'
import { countRows, type Size } from './store/queries.ts'
import { forgetTeam } from './team/team.ts'
import { announceDataset, viewDataset } from './view.ts'

export function viewDatasets(deps: DatasetDeps): Dataset[] {
  return listDatasets(deps.store).map((row) => viewDataset(deps, row))
}

/** Lets the user choose the file of a new dataset. Creates nothing. */
export async function choosePlace(
  deps: DatasetDeps,
  name: string,
): Promise<{ place: { id: string; shown: string; isSynced: boolean } | null }> {
  const chosen = await deps.pickDataset(fileNameFor(name))
  if (chosen === null) return { place: null }
  const path = canonicalPath(chosen)
  return { place: { id: deps.datasets.places.add(path), shown: shownPath(path), isSynced: isSynced(path) } }
}

/**
 * Adds a dataset and creates its file. A file that a dataset has left behind is used again.
 *
 * @throws AppError `not_found` for an unknown place, `dataset_taken`, and as requireOwnFolder and openDatasetFile; then nothing is added
 */
export function addDataset(
  deps: DatasetDeps,
  { draft, placeId }: { draft: DatasetDraft; placeId: string | null },
): Dataset {
  const path = placeId === null ? defaultPath(deps.store, draft.name) : deps.datasets.places.find(placeId)
  if (path === undefined) throw new AppError('not_found')
  if (isTaken(deps, path)) throw new AppError('dataset_taken')
  requireOwnFolders(path, draft.copies)
  if (placeId === null) makeFolder(dirname(path))
  const size = createOrMeasure(path)
  const row: DatasetRow = {
    id: randomUUID(),
    draft,
    path,
    isPaused: false,
    createdAtMs: deps.now(),
    plannedFromMs: deps.now(),
    retry: null,
    failedInARow: 0,
    ...size,
    lastRun: null,
    problem: null,
  }
  if (!write(deps.store, () => insertDataset(deps.store, row))) throw new AppError('dataset_taken')
  return changed(deps, row.id)
}

/** Creates a dataset's file if there is none. @returns what it has @throws AppError as openDatasetFile */
function createOrMeasure(path: string): Size {
  const file = openDatasetFile(path)
  try {
    return countRows(file)
  } catch (thrown) {
    throw datasetError(thrown)
  } finally {
    file.close()
  }
}

/**
 * Changes a dataset. A copy that is no longer wanted is deleted: nobody would delete from it what has to go later.
 *
 * @throws AppError `not_found`, `file_unwritable`, and as requireOwnFolder
 */
export async function changeDataset(deps: DatasetDeps, id: string, draft: DatasetDraft): Promise<Dataset> {
  const { path, draft: before } = requireDataset(deps, id)
  requireOwnFolders(
    path,
    draft.copies.filter((format) => !before.copies.includes(format)),
  )
  const dropped = before.copies.filter((format) => !draft.copies.includes(format))
  if (dropped.length > 0) await deps.datasets.runs.cancel(id)
  await deleteCopiesOf(path, dropped)
  const row = requireDataset(deps, id)
  const isReplanned = JSON.stringify(draft.schedule) !== JSON.stringify(row.draft.schedule)
  const plannedFromMs = isReplanned ? deps.now() : row.plannedFromMs
  write(deps.store, () => updateDataset(deps.store, { ...row, draft, plannedFromMs }))
  deleteEndedSoon(deps)
  return changed(deps, id)
}

/** Looks whether copies can be written, before anything is changed. @throws as requireOwnFolder */
function requireOwnFolders(path: string, copies: readonly CopyFormat[]): void {
  for (const format of copies) requireOwnFolder(join(copiesFolder(path), format))
}

/** Starts a run. @throws AppError `not_found` */
export function runDatasetNow(deps: DatasetDeps, id: string): Dataset {
  requireDataset(deps, id)
  void startRun(deps, id, 'by hand').then(() => setDatasetTimer(deps))
  return viewDataset(deps, requireDataset(deps, id))
}

/** What is missed while a dataset is paused is not caught up. @throws AppError `not_found` */
export function pauseDataset(deps: DatasetDeps, id: string, isPaused: boolean): Dataset {
  const row = requireDataset(deps, id)
  const plannedFromMs = isPaused ? row.plannedFromMs : deps.now()
  write(deps.store, () => updateDataset(deps.store, { ...row, isPaused, plannedFromMs }))
  return changed(deps, id)
}

/** Shows the dataset's file in the system's file manager. @throws AppError `not_found`, `dataset_gone` */
export function showDataset(deps: DatasetDeps, id: string): void {
  const { path } = requireDataset(deps, id)
  if (!existsSync(path)) throw new AppError('dataset_gone')
  deps.showFile(path)
}

/**
 * Removes a dataset, and its files if they are to go with it.
 *
 * @throws AppError `not_found`, `file_unwritable` where a file can't be deleted; the dataset then stays
 */
export async function removeDataset(deps: DatasetDeps, id: string, deletesFiles: boolean): Promise<void> {
  const { path } = requireDataset(deps, id)
  await deps.datasets.runs.cancel(id)
  await forgetTeam(deps, id, deletesFiles)
  if (deletesFiles) {
    await deleteCopiesOf(path, copyFormats)
    deleteDatasetFile(path)
  }
  write(deps.store, () => deleteDataset(deps.store, id))
  deps.emit('dataset.removed', { id })
  setDatasetTimer(deps)
}

function changed(deps: DatasetDeps, id: string): Dataset {
  setDatasetTimer(deps)
  announceDataset(deps, id)
  return viewDataset(deps, requireDataset(deps, id))
}

/** Compared without case, because most file systems on macOS and Windows do. */
function isTaken(deps: DatasetDeps, path: string): boolean {
  return listDatasets(deps.store).some((other) => other.path.toLowerCase() === path.toLowerCase())
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (thrown) {
    throw storeError(thrown)
  }
}
