import { localDay } from '../../../../shared/calendar.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { ChangeCounts } from '../../../../shared/models/dataset.ts'
import { cover, joinCovered, nothingCovered, type Covered } from '../merge/cover.ts'
import type { Merge } from '../merge/merge-rows.ts'
import type { ReadWindow } from '../merge/match.ts'
import type { AccountIn } from './accounts.ts'
import type { DatasetFile } from './dataset-file.ts'
import { utcText } from './utc-text.ts'

export function readCovered(file: DatasetFile, accountId: number): Covered {
  const row = file.db
    .prepare<[number], { windows: string }>('SELECT windows FROM coverage WHERE account_id = ?')
    .get(accountId)
  return row ? (JSON.parse(row.windows) as Covered) : nothingCovered
}

/** Records which days were read, what that changed, and why something is missing. */
export function coverAccount(
  file: DatasetFile,
  { run, account, merge, counts }: { run: number; account: AccountIn; merge: Merge; counts: ChangeCounts },
  { problem, atMs, ...window }: ReadWindow & { problem: Failure | null; atMs: number },
): void {
  const { accountId } = account
  const covered = cover(readCovered(file, accountId), window, problem === null, localDay(atMs))
  const missing = problem ?? (window.isComplete ? null : { code: 'answer_partial', detail: {} })
  file.db
    .prepare(
      `INSERT INTO coverage (account_id, from_date, to_date, as_of_at, problem, windows, row_count, inserted, updated, posted, vanished,
         _run_id, _loaded_at)
       VALUES (@accountId, @from, @to, @asOf, @problem, @windows, @rows, @inserted, @updated, @posted, @vanished,
         @run, @at)
       ON CONFLICT DO UPDATE SET from_date = @from, to_date = @to, as_of_at = coalesce(@asOf, as_of_at),
         problem = coalesce(iif(_run_id = @run, problem, NULL), @problem),
         windows = @windows, row_count = row_count + @rows,
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

/** How many more rows are current. */
function rowsGained({ added, changed, posted, vanished }: Merge): number {
  const reappeared = changed.filter(({ kind }) => kind === 'reappeared').length
  return added.length + reappeared - posted.filter(({ wasCurrent }) => wasCurrent).length - vanished.length
}
