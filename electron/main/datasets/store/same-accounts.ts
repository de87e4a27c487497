import { areMost, commonRows } from './account-rows.ts'
import type { DatasetFile } from './dataset-file.ts'
import { utcText } from './utc-text.ts'

/**
 * Marks accounts that two logins share: of the same institution, type, currency and mask, with 9 of 10 transactions in common either way.
 * The one that came first is counted in sums. While it is gone, the other is.
 */
export function markSameAccounts(file: DatasetFile, run: number, atMs: number): void {
  const { db } = file
  const at = utcText(atMs)
  const mark = db.prepare(
    'UPDATE accounts SET same_account_as = ?, _run_id = ?, _loaded_at = ? WHERE account_id = ?',
  )
  const marked = db
    .prepare<[], { id: number; now: number | null }>(
      `SELECT other.account_id AS id, first.superseded_by AS now FROM accounts AS other
       JOIN accounts AS first ON first.account_id = other.same_account_as
       WHERE first.gone_at IS NOT NULL OR first.superseded_by IS NOT NULL`,
    )
    .all()
  for (const { id, now } of marked) mark.run(now, run, at, id)
  const possible = db
    .prepare<[], { first: number; other: number }>(
      `SELECT first.account_id AS first, other.account_id AS other
       FROM accounts AS first
       JOIN connections AS owner ON owner.connection_id = first.connection_id
       JOIN connections AS others ON others.institution_id = owner.institution_id
       JOIN accounts AS other ON other.connection_id = others.connection_id AND other.account_id > first.account_id
       WHERE others.connection_id <> owner.connection_id AND first.mask = other.mask
         AND (first.category, first.type, first.currency) IS (other.category, other.type, other.currency)
         AND first.gone_at IS NULL AND first.superseded_by IS NULL AND first.same_account_as IS NULL
         AND other.gone_at IS NULL AND other.superseded_by IS NULL AND other.same_account_as IS NULL`,
    )
    .all()
  for (const { first, other } of possible) {
    const { pairs, ofA, ofB } = commonRows(file, first, other)
    if (areMost(pairs, ofA) && areMost(pairs, ofB)) mark.run(first, run, at, other)
  }
}
