import { areMost, commonRows, type Pair } from './account-rows.ts'
import { joinCoverage } from './coverage.ts'
import type { DatasetFile } from './dataset-file.ts'
import { logChange, noteMonths, type By } from './transactions.ts'
import { utcText } from './utc-text.ts'

/**
 * Joins an account that is gone with the one of the same connection, type, currency and mask that brings 9 of 10 of its transactions: the
 * same account under a new id. Its transactions keep their numbers. With less in common, nothing is joined.
 */
export function joinReplacedAccount(file: DatasetFile, by: By): void {
  for (const earlier of earlierAccounts(file, by.account.accountId)) {
    const { pairs, ofA } = commonRows(file, earlier, by.account.accountId)
    if (areMost(pairs, ofA)) joinAccounts(file, by, earlier, pairs)
  }
}

/** Accounts that are gone and may be this one under an earlier id. An institution may go back to an id: either may have come first. */
export function earlierAccounts(file: DatasetFile, accountId: number): number[] {
  return file.db
    .prepare<[number], { id: number }>(
      `SELECT earlier.account_id AS id FROM accounts AS now JOIN accounts AS earlier
         ON earlier.connection_id = now.connection_id AND earlier.account_id <> now.account_id
       WHERE now.account_id = ? AND now.gone_at IS NULL AND earlier.gone_at IS NOT NULL AND earlier.superseded_by IS NULL
         AND NOT EXISTS (SELECT 1 FROM distinct_accounts AS no
           WHERE (no.account_id, no.earlier_id) IN ((now.account_id, earlier.account_id), (earlier.account_id, now.account_id)))
         AND (earlier.category, earlier.type, earlier.currency, earlier.mask) IS (now.category, now.type, now.currency, now.mask)`,
    )
    .all(accountId)
    .map(({ id }) => id)
}

/** Moves everything of the earlier account to the one that it is now. */
export function joinAccounts(
  file: DatasetFile,
  { run, account: { accountId }, atMs }: By,
  earlier: number,
  pairs: readonly Pair[],
): void {
  const { db } = file
  const at = utcText(atMs)
  const months = db
    .prepare<[number], { month: string }>(
      `SELECT DISTINCT coalesce(substr(transaction_date, 1, 7), 'undated') AS month FROM transactions WHERE account_id = ?`,
    )
    .all(earlier)
    .map(({ month }) => month)
  noteMonths(file, run, earlier, months)
  noteMonths(file, run, accountId, months)
  db.prepare(
    `INSERT INTO transaction_changes (run_id, transaction_id, kind, before, after)
     SELECT ?, transaction_id, 'joined', json_object('account_id', account_id), json_object('account_id', ?)
     FROM transactions WHERE account_id = ?`,
  ).run(run, accountId, earlier)
  const supersede = db.prepare(
    'UPDATE transactions SET superseded_by = ?, _run_id = ?, _loaded_at = ? WHERE transaction_id = ?',
  )
  const rename = db.prepare('UPDATE transactions SET institution_transaction_id = ? WHERE transaction_id = ?')
  for (const { a, b } of pairs) {
    supersede.run(a.number, run, at, b.number)
    const [before, after] = [{ supersededBy: null }, { supersededBy: a.number }]
    logChange(file, run, { number: b.number, kind: 'joined', before, after })
    rename.run(b.institutionId, a.number)
  }
  db.prepare('UPDATE transactions SET account_id = ?, _run_id = ?, _loaded_at = ? WHERE account_id = ?').run(
    accountId,
    run,
    at,
    earlier,
  )
  db.prepare('UPDATE OR IGNORE balances SET account_id = ? WHERE account_id = ?').run(accountId, earlier)
  db.prepare('UPDATE OR IGNORE holdings SET account_id = ? WHERE account_id = ?').run(accountId, earlier)
  db.prepare(
    `UPDATE accounts SET holdings_read_at = (SELECT max(holdings_read_at) FROM accounts WHERE account_id IN (@accountId, @earlier)),
       _run_id = @run, _loaded_at = @at WHERE account_id = @accountId`,
  ).run({ accountId, earlier, run, at })
  db.prepare(
    'UPDATE accounts SET superseded_by = ?, holdings_read_at = NULL, same_account_as = NULL, _run_id = ?, _loaded_at = ? WHERE account_id = ?',
  ).run(accountId, run, at, earlier)
  joinCoverage(file, accountId, earlier, pairs.length)
}
