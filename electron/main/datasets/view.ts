import type { Dataset } from '../../../shared/models/dataset.ts'
import { findDataset, type DatasetRow } from '../store/datasets.ts'
import { findTeamCopy } from '../store/team-copies.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { viewPlace } from './place.ts'
import { nextRun } from './schedule/next-run.ts'

/** A dataset as the window shows it. Reads no file of a dataset. */
export function viewDataset(deps: Pick<DatasetDeps, 'store' | 'datasets'>, row: DatasetRow): Dataset {
  return {
    ...row.draft,
    id: row.id,
    place: viewPlace(deps.store, row.path),
    isPaused: row.isPaused,
    isRunning: deps.datasets.runs.isRunning(row.id),
    nextRunAtMs: nextRun(row)?.atMs ?? null,
    rows: row.rows,
    accounts: row.accounts,
    connections: row.connections,
    lastRun: row.lastRun,
    failedInARow: row.failedInARow,
    problem: row.problem,
    team: viewTeam(deps, row.id),
  }
}

function viewTeam({ store }: Pick<DatasetDeps, 'store'>, datasetId: string): Dataset['team'] {
  const team = findTeamCopy(store, datasetId)
  if (!team) return null
  const { target, authorityFile, copiedAtMs, problem } = team
  return { target, authorityFile, copiedAtMs, problem }
}

/** Sends the dataset's current view to the window. */
export function announceDataset(
  deps: Pick<DatasetDeps, 'store' | 'datasets' | 'emit'>,
  datasetId: string,
): void {
  const row = deps.store.open ? findDataset(deps.store, datasetId) : undefined
  if (row) deps.emit('dataset.changed', viewDataset(deps, row))
}
