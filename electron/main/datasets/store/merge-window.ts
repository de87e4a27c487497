import { localDay } from '../../../../shared/calendar.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { ChangeCounts } from '../../../../shared/models/dataset.ts'
import type { Transaction } from '../../../../shared/models/transaction.ts'
import { keptFrom } from '../merge/kept.ts'
import type { ReadWindow } from '../merge/match.ts'
import { mergeRows, type Merge } from '../merge/merge-rows.ts'
import { toRow } from '../merge/row.ts'
import { findAccount } from './accounts.ts'
import { coverAccount, readKeptDays } from './coverage.ts'
import { commit, type DatasetFile } from './dataset-file.ts'
import { joinReplacedAccount } from './replaced-accounts.ts'
import { loadRows, saveMerge } from './transactions.ts'

export interface WindowToMerge extends ReadWindow {
  connectionId: string
  accountKey: string
  /** Why not everything could be read; null also where the institution returned only some of it. */
  problem: Failure | null
  /** Of all pages of the window. */
  transactions: readonly Transaction[]
  atMs: number
}

/**
 * Merges what was read of one account's transactions, as one commit: rows, changes and coverage. What was not read whole removes nothing.
 *
 * @returns how many were added and changed; reappeared ones count as updated
 * @throws AppError `not_found` for an account that `saveAccounts` did not save, and as `commit`
 */
export function mergeWindow(file: DatasetFile, run: number, window: WindowToMerge): ChangeCounts {
  return commit(file, () => {
    const account = findAccount(file, window)
    const sent = window.transactions.map(toRow)
    const stored = loadRows(file, account, sent, window)
    const of = { ...account, usesIds: account.idQuality === 'stable' }
    const kept = {
      ...window,
      keptFrom: keptFrom(sent, localDay(window.atMs), readKeptDays(file, account.accountId)),
    }
    const merge = mergeRows(of, stored, sent, kept)
    saveMerge(file, { run, account, atMs: window.atMs }, merge)
    const counts = countsOf(merge)
    coverAccount(file, { run, account, sent, merge, counts }, window)
    joinReplacedAccount(file, { run, account, atMs: window.atMs })
    return counts
  })
}

function countsOf({ added, changed, posted, vanished }: Merge): ChangeCounts {
  const isPosted = changed.filter(({ kind }) => kind === 'posted').length
  return {
    inserted: added.length - posted.length,
    updated: changed.length - isPosted,
    posted: isPosted + posted.length,
    vanished: vanished.length,
  }
}
