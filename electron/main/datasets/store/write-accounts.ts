import { balanceKinds } from '../../../../shared/balance-kinds.ts'
import { shownBalance, signed } from '../../../../shared/balance.ts'
import { localDay } from '../../../../shared/calendar.ts'
import type { Account } from '../../../../shared/models/account.ts'
import { minorUnits } from '../merge/row.ts'
import { findAccount } from './accounts.ts'
import { commit, type DatasetFile } from './dataset-file.ts'
import { utcText } from './utc-text.ts'

export interface Owner {
  /** The connection's id in Mooring. */
  connectionId: string
  registrationId: string
  institutionId: string
  sub: string
  institution: string
  login: string
  label: string | null
}

interface Read {
  run: number
  atMs: number
}

/**
 * Saves a connection's accounts and a snapshot of their balances. A connection that was removed and is linked again (same institution,
 * same `sub`) gets its rows back. Accounts that are missing are kept, and marked as gone if the answer was complete.
 *
 * @param read.atMs when they were read, milliseconds UTC
 * @param read.sharedKeys of all accounts that the institution shares, where `accounts` are only some of them
 * @throws AppError as `commit`
 */
export function saveAccounts(
  file: DatasetFile,
  run: number,
  owner: Owner,
  accounts: readonly Account[],
  {
    atMs,
    isPartial,
    sharedKeys = accounts.map(({ key }) => key),
  }: { atMs: number; isPartial: boolean; sharedKeys?: readonly string[] },
): void {
  commit(file, () => {
    const read = { run, atMs }
    const connectionId = saveConnection(file, read, owner)
    for (const account of accounts) {
      saveAccount(file, read, connectionId, account)
      if (!account.unavailable && !account.isEarlier) saveBalances(file, read, owner.connectionId, account)
    }
    if (!isPartial) markGone(file, read, connectionId, sharedKeys)
  })
}

/** @returns the id that the connection has in the file */
function saveConnection(file: DatasetFile, { run, atMs }: Read, owner: Owner): string {
  const { db } = file
  const known = db
    .prepare<Owner, { id: string }>(
      `SELECT connection_id AS id FROM connections WHERE linked_id = @connectionId OR (institution_id = @institutionId AND sub = @sub)
       ORDER BY linked_id = @connectionId DESC`,
    )
    .get(owner)
  const id = known?.id ?? owner.connectionId
  db.prepare(
    `INSERT INTO connections
     VALUES (@id, @connectionId, @registrationId, @institutionId, @sub, @institution, @login, @label, @run, @at)
     ON CONFLICT (connection_id) DO UPDATE SET linked_id = excluded.linked_id, institution = excluded.institution,
       login = excluded.login, label = excluded.label, _run_id = excluded._run_id, _loaded_at = excluded._loaded_at
     WHERE (linked_id, institution, login, label) IS NOT
       (excluded.linked_id, excluded.institution, excluded.login, excluded.label)`,
  ).run({ ...owner, id, run, at: utcText(atMs) })
  return id
}

function saveAccount(file: DatasetFile, { run, atMs }: Read, connectionId: string, account: Account): void {
  file.db
    .prepare(
      `INSERT INTO accounts (connection_id, account_key, institution_account_id, category, type, name, mask, currency, balance_type,
         _run_id, _loaded_at)
       VALUES (@connectionId, @key, @id, @category, @type, @name, @mask, @currency, @balanceType, @run, @at)
       ON CONFLICT (connection_id, account_key) DO UPDATE SET category = excluded.category, type = excluded.type,
         name = excluded.name, mask = excluded.mask, currency = excluded.currency, balance_type = excluded.balance_type,
         gone_at = NULL, superseded_by = NULL, _run_id = excluded._run_id, _loaded_at = excluded._loaded_at
       WHERE (category, type, name, mask, currency, balance_type, gone_at, superseded_by) IS NOT
         (excluded.category, excluded.type, excluded.name, excluded.mask, excluded.currency, excluded.balance_type, NULL, NULL)`,
    )
    .run({ ...account, connectionId, run, at: utcText(atMs) })
}

/** @throws AppError as `commit` */
function markGone(
  file: DatasetFile,
  { run, atMs }: Read,
  connectionId: string,
  sharedKeys: readonly string[],
): void {
  const keys = JSON.stringify(sharedKeys)
  const at = utcText(atMs)
  const problem = JSON.stringify({ code: 'account_gone', detail: {} })
  file.db
    .prepare(
      `UPDATE coverage SET problem = ?, _run_id = ?, _loaded_at = ?, inserted = 0, updated = 0, posted = 0, vanished = 0
       WHERE account_id IN (SELECT account_id FROM accounts WHERE connection_id = ? AND gone_at IS NULL AND superseded_by IS NULL
         AND account_key NOT IN (SELECT value FROM json_each(?)))`,
    )
    .run(problem, run, at, connectionId, keys)
  file.db
    .prepare(
      `UPDATE accounts SET gone_at = ?, _run_id = ?, _loaded_at = ?
       WHERE connection_id = ? AND gone_at IS NULL AND superseded_by IS NULL
         AND account_key NOT IN (SELECT value FROM json_each(?))`,
    )
    .run(at, run, at, connectionId, keys)
}

interface Snapshot {
  kind: string
  balanceDate: string
  asOfAt: string | null
  isMain: number
  currency: string | null
  amount: string
  reported: string
}

/** One for each day, and one for each change. */
function saveBalances(file: DatasetFile, { run, atMs }: Read, linkedId: string, account: Account): void {
  const { accountId } = findAccount(file, { connectionId: linkedId, accountKey: account.key })
  const now = balanceKinds.flatMap((kind) => snapshotOf(account, kind, atMs))
  const last = file.db
    .prepare<[number, number], Snapshot>(
      `SELECT kind, balance_date AS balanceDate, as_of_at AS asOfAt, is_main AS isMain, currency, amount, reported_amount AS reported
       FROM balances WHERE account_id = ? AND read_at = (SELECT max(read_at) FROM balances WHERE account_id = ?)`,
    )
    .all(accountId, accountId)
  if (isEqualSet(now, last)) return
  const insert = file.db.prepare(
    `INSERT OR REPLACE INTO balances VALUES (@accountId, @kind, @at, @balanceDate, @asOfAt, @isMain, @currency, @amount, @minor,
       @reported, @run, @at)`,
  )
  const at = utcText(atMs)
  for (const one of now) {
    insert.run({ ...one, accountId, at, run, minor: minorUnits(one.amount, one.currency) })
  }
}

function snapshotOf(account: Account, kind: (typeof balanceKinds)[number], atMs: number): Snapshot[] {
  const reported = account.balances[kind]
  if (reported === undefined) return []
  return [
    {
      kind,
      balanceDate: account.asOfDay ?? localDay(atMs),
      asOfAt: account.asOfMs === null ? null : utcText(account.asOfMs),
      isMain: shownBalance(account)?.kind === kind ? 1 : 0,
      currency: account.currency,
      amount: signed(account, kind, reported),
      reported,
    },
  ]
}

function isEqualSet(a: readonly Snapshot[], b: readonly Snapshot[]): boolean {
  const text = (rows: readonly Snapshot[]) =>
    rows
      .map((row) => JSON.stringify(Object.entries(row).toSorted()))
      .toSorted()
      .join()
  return text(a) === text(b)
}
