import { localDay } from '../../../../shared/calendar.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { ChangeCounts } from '../../../../shared/models/dataset.ts'
import { cover, joinCovered, nothingCovered, type Covered } from '../merge/cover.ts'
import { greatestAge } from '../merge/kept.ts'
import type { Merge } from '../merge/merge-rows.ts'
import type { ReadWindow } from '../merge/match.ts'
import type { Row } from '../merge/row.ts'
import type { AccountIn } from './accounts.ts'
import type { DatasetFile } from './dataset-file.ts'
import { utcText } from './utc-text.ts'

export function readCovered(file: DatasetFile, accountId: number): Covered {
  const row = file.db
    .prepare<[number], { windows: string }>('SELECT windows FROM coverage WHERE account_id = ?')
    .get(accountId)
  return row ? (JSON.parse(row.windows) as Covered) : nothingCovered
}

/** The greatest age at which the institution has returned a transaction of the account, days. */
export function readKeptDays(file: DatasetFile, accountId: number): number {
  const row = file.db
    .prepare<[number], { keptDays: number }>(
      'SELECT kept_days AS keptDays FROM coverage WHERE account_id = ?',
    )
    .get(accountId)
  return row?.keptDays ?? 0
}

/** Records which days were read, what that changed, and why something is missing. */
export function coverAccount(
  file: DatasetFile,
  { run, account, merge, counts, sent }: CoveredBy,
  { problem, atMs, ...window }: ReadWindow & { problem: Failure | null; atMs: number },
): void {
  const { accountId } = account
  const covered = cover(readCovered(file, accountId), window, problem === null, localDay(atMs))
  const missing = problem ?? (window.isComplete ? null : { code: 'answer_partial', detail: {} })
  file.db
    .prepare(
      `INSERT INTO coverage (account_id, from_date, to_date, as_of_at, problem, windows, kept_days, row_count, inserted, updated, posted, vanished,
         _run_id, _loaded_at)
       VALUES (@accountId, @from, @to, @asOf, @problem, @windows, @keptDays, @rows, @inserted, @updated, @posted, @vanished,
         @run, @at)
       ON CONFLICT DO UPDATE SET from_date = @from, to_date = @to, as_of_at = coalesce(@asOf, as_of_at),
         problem = coalesce(iif(_run_id = @run, problem, NULL), @problem),
         windows = @windows, kept_days = max(kept_days, @keptDays), row_count = row_count + @rows,
         inserted = iif(_run_id = @run, inserted, 0) + @inserted, updated = iif(_run_id = @run, updated, 0) + @updated,
         posted = iif(_run_id = @run, posted, 0) + @posted, vanished = iif(_run_id = @run, vanished, 0) + @vanished,
         _run_id = @run, _loaded_at = @at`,
    )
    .run({
      ...counts,
      ...columnsOf(covered),
      accountId,
      run,
      at: utcText(atMs),
      asOf: window.isComplete ? utcText(atMs) : null,
      problem: missing && JSON.stringify(missing),
      keptDays: greatestAge(sent, localDay(atMs)),
      rows: rowsGained(merge),
    })
}

function columnsOf(covered: Covered): { from: string | null; to: string | null; windows: string } {
  const newest = covered.whole.at(-1)
  return { from: newest?.fromDay ?? null, to: newest?.toDay ?? null, windows: JSON.stringify(covered) }
}

/** @param doubled how many rows both accounts had */
export function joinCoverage(file: DatasetFile, accountId: number, earlier: number, doubled: number): void {
  const covered = joinCovered(readCovered(file, accountId), readCovered(file, earlier))
  file.db
    .prepare(
      `UPDATE coverage SET from_date = @from, to_date = @to, windows = @windows,
         row_count = row_count - @doubled + coalesce((SELECT row_count FROM coverage WHERE account_id = @earlier), 0)
       WHERE account_id = @accountId`,
    )
    .run({ ...columnsOf(covered), doubled, accountId, earlier })
  file.db.prepare('DELETE FROM coverage WHERE account_id = ?').run(earlier)
}

interface CoveredBy {
  run: number
  account: AccountIn
  /** What the institution returned. */
  sent: readonly Row[]
  merge: Merge
  counts: ChangeCounts
}

/** How many more rows are current. */
function rowsGained({ added, changed, posted, vanished }: Merge): number {
  const reappeared = changed.filter(({ kind }) => kind === 'reappeared').length
  return added.length + reappeared - posted.filter(({ wasCurrent }) => wasCurrent).length - vanished.length
}
