import { planWindows, type Days } from '../merge/cover.ts'
import { findAccount } from './accounts.ts'
import { readCovered } from './coverage.ts'
import type { DatasetFile } from './dataset-file.ts'

/**
 * The windows of an account's transactions that a run reads: what is new and what may still change, once a month the whole history, and
 * what an earlier run of that did not get to.
 *
 * @param wanted.since the first day; null for as far back as institutions give, at most 730 days
 * @param wanted.today the computer's calendar day
 * @throws AppError `not_found`
 */
export function windowsToRead(
  file: DatasetFile,
  account: { connectionId: string; accountKey: string },
  wanted: { since: string | null; today: string },
): Days[] {
  return planWindows(readCovered(file, findAccount(file, account).accountId), wanted)
}
