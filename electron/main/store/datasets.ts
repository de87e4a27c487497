import { failure, type Failure } from '../../../shared/errors.ts'
import { datasetDraft, runResult, type DatasetDraft, type RunResult } from '../../../shared/models/dataset.ts'
import { brokenConstraint } from './constraint.ts'
import type { Store } from './database.ts'

export interface DatasetRow {
  id: string
  draft: DatasetDraft
  /** The SQLite file's full path. */
  path: string
  isPaused: boolean
  createdAtMs: number
  /** From when the next time of the schedule counts, milliseconds UTC. */
  plannedFromMs: number
  /** A run of some connections before the next time of the schedule. */
  retry: DatasetRetry | null
  failedInARow: number
  /** As after the last run. */
  rows: number
  accounts: number
  connections: number
  problem: Failure | null
}

/** What a run could not read yet, or what was refreshed since. */
export interface DatasetRetry {
  atMs: number
  connectionIds: string[]
}

type Stored = Omit<DatasetRow, 'draft' | 'isPaused' | 'retry' | 'problem'> & {
  draft: string
  isPaused: number
  retry: string | null
  problem: string | null
}

/** Results that are kept of each dataset: hourly ones of more than a fortnight. */
const mostRuns = 400

const columns = `id, draft, path, is_paused AS isPaused, created_at AS createdAtMs, planned_from AS plannedFromMs, retry,
  failed_in_a_row AS failedInARow, row_count AS rows, account_count AS accounts, connection_count AS connections, problem`

/** @returns false if another dataset has this file */
export function insertDataset(store: Store, row: DatasetRow): boolean {
  try {
    store
      .prepare(
        `INSERT INTO datasets (id, draft, path, is_paused, created_at, planned_from, retry, failed_in_a_row, row_count, account_count,
           connection_count, problem)
         VALUES (@id, @draft, @path, @isPaused, @createdAtMs, @plannedFromMs, @retry, @failedInARow, @rows, @accounts,
           @connections, @problem)`,
      )
      .run(toStored(row))
    return true
  } catch (thrown) {
    if (brokenConstraint(thrown) === 'unique') return false
    throw thrown
  }
}

export function updateDataset(store: Store, row: DatasetRow): void {
  store
    .prepare(
      `UPDATE datasets SET draft = @draft, is_paused = @isPaused, planned_from = @plannedFromMs, retry = @retry,
         failed_in_a_row = @failedInARow, row_count = @rows, account_count = @accounts, connection_count = @connections,
         problem = @problem
       WHERE id = @id`,
    )
    .run(toStored(row))
}

export function findDataset(store: Store, id: string): DatasetRow | undefined {
  const found = store.prepare<[string], Stored>(`SELECT ${columns} FROM datasets WHERE id = ?`).get(id)
  return found && toRow(found)
}

/** In the order in which they were added. */
export function listDatasets(store: Store): DatasetRow[] {
  return store.prepare<[], Stored>(`SELECT ${columns} FROM datasets ORDER BY created_at, id`).all().map(toRow)
}

/** Deletes a dataset's definition and results, not its files. */
export function deleteDataset(store: Store, id: string): void {
  store.prepare('DELETE FROM datasets WHERE id = ?').run(id)
}

/** Adds the result of a run, and deletes the oldest of too many. */
export function insertRunResult(store: Store, datasetId: string, result: RunResult): void {
  store
    .prepare('INSERT INTO dataset_runs (dataset_id, result) VALUES (?, ?)')
    .run(datasetId, JSON.stringify(result))
  store
    .prepare(
      `DELETE FROM dataset_runs WHERE dataset_id = @datasetId AND id <=
         (SELECT id FROM dataset_runs WHERE dataset_id = @datasetId ORDER BY id DESC LIMIT 1 OFFSET @mostRuns)`,
    )
    .run({ datasetId, mostRuns })
}

/** The newest first. */
export function listRunResults(store: Store, datasetId: string, most = mostRuns): RunResult[] {
  return store
    .prepare<[string, number], { result: string }>(
      'SELECT result FROM dataset_runs WHERE dataset_id = ? ORDER BY id DESC LIMIT ?',
    )
    .all(datasetId, most)
    .map(({ result }) => runResult.parse(JSON.parse(result)))
}

function toRow(stored: Stored): DatasetRow {
  return {
    ...stored,
    draft: datasetDraft.parse(JSON.parse(stored.draft)),
    isPaused: stored.isPaused === 1,
    retry: stored.retry === null ? null : (JSON.parse(stored.retry) as DatasetRetry),
    problem: stored.problem === null ? null : failure.parse(JSON.parse(stored.problem)),
  }
}

function toStored(row: DatasetRow): Stored {
  return {
    ...row,
    draft: JSON.stringify(row.draft),
    isPaused: row.isPaused ? 1 : 0,
    retry: row.retry && JSON.stringify(row.retry),
    problem: row.problem && JSON.stringify(row.problem),
  }
}
