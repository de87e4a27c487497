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
  /** As the last run left its file, or has filled it so far. */
  rows: number
  accounts: number
  connections: number
  lastRun: RunResult | null
  problem: Failure | null
}

/** What a run could not read yet, or what was refreshed since. */
export interface DatasetRetry {
  atMs: number
  connectionIds: string[]
}

type Stored = Omit<DatasetRow, 'draft' | 'isPaused' | 'retry' | 'lastRun' | 'problem'> & {
  draft: string
  isPaused: number
  retry: string | null
  lastRun: string | null
  problem: string | null
}

const columns = `id, draft, path, is_paused AS isPaused, created_at AS createdAtMs, planned_from AS plannedFromMs, retry,
  failed_in_a_row AS failedInARow, row_count AS rows, account_count AS accounts, connection_count AS connections,
  last_run AS lastRun, problem`

/** @returns false if another dataset has this file */
export function insertDataset(store: Store, row: DatasetRow): boolean {
  try {
    store
      .prepare(
        `INSERT INTO datasets (id, draft, path, is_paused, created_at, planned_from, retry, failed_in_a_row, row_count, account_count,
           connection_count, last_run, problem)
         VALUES (@id, @draft, @path, @isPaused, @createdAtMs, @plannedFromMs, @retry, @failedInARow, @rows, @accounts,
           @connections, @lastRun, @problem)`,
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
         last_run = @lastRun, problem = @problem
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

/** Deletes a dataset's definition, not its files. */
export function deleteDataset(store: Store, id: string): void {
  store.prepare('DELETE FROM datasets WHERE id = ?').run(id)
}

/** Of a damaged row, what can be read; without its definition it shows a problem, and runs only by hand. */
function toRow(stored: Stored): DatasetRow {
  const draft = read(datasetDraft, stored.draft)
  return {
    ...stored,
    draft: draft ?? damaged,
    isPaused: stored.isPaused === 1,
    retry: read({ parse: parseRetry }, stored.retry),
    lastRun: read(runResult, stored.lastRun),
    problem: draft === null ? { code: 'row_damaged', detail: {} } : read(failure, stored.problem),
  }
}

/** Reads nothing: no connection has this id. */
const damaged: DatasetDraft = {
  name: 'Damaged dataset',
  selection: { kind: 'connections', ids: ['damaged'] },
  categories: ['other'],
  since: null,
  schedule: { kind: 'by hand' },
  copies: [],
  whenAccessEnds: 'keep',
}

/** Null for what can't be read. */
function read<T>(schema: { parse(value: unknown): T }, json: string | null): T | null {
  try {
    return json === null ? null : schema.parse(JSON.parse(json))
  } catch {
    // Damaged: neither JSON nor of this shape.
    return null
  }
}

function parseRetry(value: unknown): DatasetRetry {
  const { atMs, connectionIds } = value as DatasetRetry
  if (!Number.isFinite(atMs) || !Array.isArray(connectionIds)) throw new TypeError('not a retry')
  return { atMs, connectionIds }
}

function toStored(row: DatasetRow): Stored {
  return {
    ...row,
    draft: JSON.stringify(row.draft),
    isPaused: row.isPaused ? 1 : 0,
    retry: row.retry && JSON.stringify(row.retry),
    lastRun: row.lastRun && JSON.stringify(row.lastRun),
    problem: row.problem && JSON.stringify(row.problem),
  }
}
