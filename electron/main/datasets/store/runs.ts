import type { Failure } from '../../../../shared/errors.ts'
import type { RunResult } from '../../../../shared/models/dataset.ts'
import { commit, type DatasetFile } from './dataset-file.ts'
import { readProblem } from './problem.ts'
import { markSameAccounts } from './same-accounts.ts'
import { utcText } from './utc-text.ts'

export interface RunRow {
  run: number
  cause: string
  /** Null while it runs. */
  result: RunResult | null
  atMs: number
}

/**
 * Begins a run. One that Mooring's end interrupted has failed.
 *
 * @returns its number, greater than all before
 * @throws AppError as `commit`
 */
export function beginRun(file: DatasetFile, { atMs, cause }: { atMs: number; cause: string }): number {
  return commit(file, () => {
    failInterrupted(file, atMs)
    const { lastInsertRowid } = file.db
      .prepare('INSERT INTO runs (run_id, cause, started_at) VALUES (?, ?, ?)')
      .run(nextRun(file), cause, utcText(atMs))
    return Number(lastInsertRowid)
  })
}

/**
 * Ends the run that Mooring's end interrupted. Only while no run is under way.
 *
 * @returns its result; null if there is none
 * @throws AppError as `commit`
 */
export function endInterruptedRun(file: DatasetFile, atMs: number): RunResult | null {
  const [newest] = listRuns(file, 1)
  if (newest === undefined || newest.result !== null) return null
  commit(file, () => failInterrupted(file, atMs))
  return listRuns(file, 1)[0]?.result ?? null
}

function failInterrupted(file: DatasetFile, atMs: number): void {
  const problem: Failure = { code: 'run_interrupted', detail: {} }
  file.db
    .prepare(`UPDATE runs SET outcome = 'failed', ended_at = ?, problem = ? WHERE outcome IS NULL`)
    .run(utcText(atMs), JSON.stringify(problem))
}

/** Adds a run that reads nothing: what it changes has its number. */
export function addEndedRun(file: DatasetFile, { cause, atMs }: { cause: string; atMs: number }): number {
  const run = nextRun(file)
  file.db
    .prepare(
      `INSERT INTO runs (run_id, cause, started_at, ended_at, outcome) VALUES (@run, @cause, @at, @at, 'complete')`,
    )
    .run({ run, cause, at: utcText(atMs) })
  return run
}

function nextRun(file: DatasetFile): number {
  const last = file.db.prepare<[], { run: number | null }>('SELECT max(run_id) AS run FROM runs').get()
  return (last?.run ?? 0) + 1
}

/** Keeps the result of a run, and marks accounts that two logins share. @throws AppError as `commit` */
export function endRun(file: DatasetFile, run: number, result: RunResult): void {
  commit(file, () => {
    markSameAccounts(file, run, result.endedAtMs)
    file.db
      .prepare(
        `UPDATE runs SET ended_at = @endedAt, outcome = @outcome, inserted = @inserted, updated = @updated, posted = @posted,
           vanished = @vanished, accounts_read = @accountsRead, accounts_missing = @accountsMissing, problem = @problem,
           until_at = @untilAt
         WHERE run_id = @run`,
      )
      .run({
        ...result,
        run,
        endedAt: utcText(result.endedAtMs),
        problem: result.problem && JSON.stringify(result.problem),
        untilAt: result.untilMs === null ? null : utcText(result.untilMs),
      })
  })
}

interface Columns {
  run_id: number
  cause: string
  started_at: string
  ended_at: string | null
  outcome: RunResult['outcome'] | null
  inserted: number
  updated: number
  posted: number
  vanished: number
  accounts_read: number
  accounts_missing: number
  problem: string | null
  until_at: string | null
}

/** The last runs, the newest first. */
export function listRuns(file: DatasetFile, most: number): RunRow[] {
  return file.db
    .prepare<[number], Columns>('SELECT * FROM runs ORDER BY run_id DESC LIMIT ?')
    .all(most)
    .map((row) => {
      const atMs = Date.parse(row.started_at)
      return { run: row.run_id, cause: row.cause, atMs, result: resultOf(row, atMs) }
    })
}

function resultOf(row: Columns, atMs: number): RunResult | null {
  if (row.outcome === null || row.ended_at === null) return null
  const { outcome, inserted, updated, posted, vanished } = row
  return {
    atMs,
    endedAtMs: Date.parse(row.ended_at),
    outcome,
    inserted,
    updated,
    posted,
    vanished,
    accountsRead: row.accounts_read,
    accountsMissing: row.accounts_missing,
    problem: readProblem(row.problem),
    untilMs: row.until_at === null ? null : Date.parse(row.until_at),
  }
}
