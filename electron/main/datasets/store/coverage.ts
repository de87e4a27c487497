import { localDay } from '../../../../shared/calendar.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { ChangeCounts } from '../../../../shared/models/dataset.ts'
import { cover, nothingCovered, type Covered } from '../merge/cover.ts'
import type { Merge } from '../merge/merge-rows.ts'
import type { ReadWindow } from '../merge/match.ts'
import type { AccountIn } from './accounts.ts'
import type { DatasetFile } from './dataset-file.ts'
import { utcText } from './utc-text.ts'

export function readCovered(file: DatasetFile, accountId: number): Covered {
  const covered = file.db
    .prepare<[number], Covered>(
      `SELECT from_date AS "from", to_date AS "to", history_began_date AS historyBegan, history_back_to_date AS historyBackTo
       FROM coverage WHERE account_id = ?`,
    )
    .get(accountId)
  return covered ?? nothingCovered
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
      `INSERT INTO coverage (account_id, from_date, to_date, as_of_at, problem, history_began_date, history_back_to_date, row_count,
         inserted, updated, posted, vanished, _run_id, _loaded_at)
       VALUES (@accountId, @from, @to, @asOf, @problem, @historyBegan, @historyBackTo, @rows, @inserted, @updated, @posted, @vanished,
         @run, @at)
       ON CONFLICT DO UPDATE SET from_date = @from, to_date = @to, as_of_at = coalesce(@asOf, as_of_at),
         problem = coalesce(iif(_run_id = @run, problem, NULL), @problem),
         history_began_date = @historyBegan, history_back_to_date = @historyBackTo, row_count = row_count + @rows,
         inserted = iif(_run_id = @run, inserted, 0) + @inserted, updated = iif(_run_id = @run, updated, 0) + @updated,
         posted = iif(_run_id = @run, posted, 0) + @posted, vanished = iif(_run_id = @run, vanished, 0) + @vanished,
         _run_id = @run, _loaded_at = @at`,
    )
    .run({
      ...covered,
      ...counts,
      accountId,
      run,
      at: utcText(atMs),
      asOf: window.isComplete ? utcText(atMs) : null,
      problem: missing && JSON.stringify(missing),
      rows: rowsGained(merge),
    })
}

/** How many more rows are current. */
function rowsGained({ added, changed, posted, vanished }: Merge): number {
  const reappeared = changed.filter(({ kind }) => kind === 'reappeared').length
  return added.length + reappeared - posted.filter(({ wasCurrent }) => wasCurrent).length - vanished.length
}
