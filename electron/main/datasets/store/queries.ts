import type { BalancePoint, Coverage } from '../../../../shared/models/dataset.ts'
import type { DatasetFile } from './dataset-file.ts'
import { readProblem } from './problem.ts'

export interface Size {
  /** Current transactions. */
  rows: number
  accounts: number
  connections: number
}

/** How much a dataset holds. */
export function countRows(file: DatasetFile): Size {
  const size = file.db
    .prepare<[], Size>(
      `SELECT (SELECT coalesce(sum(row_count), 0) FROM coverage) AS "rows",
         (SELECT count(*) FROM accounts WHERE superseded_by IS NULL) AS accounts,
         (SELECT count(*) FROM connections) AS connections`,
    )
    .get()
  return size ?? { rows: 0, accounts: 0, connections: 0 }
}

interface CoverageRow extends Omit<Coverage, 'asOfMs' | 'lastChange' | 'problem'> {
  asOf: string | null
  inserted: number
  updated: number
  posted: number
  vanished: number
  problem: string | null
}

/** What is covered of each account. `connectionId` is the connection's id in Mooring. */
export function coverageOf(file: DatasetFile): Coverage[] {
  return file.db
    .prepare<[], CoverageRow>(
      `SELECT linked_id AS connectionId, account_key AS accountKey, name, mask, institution AS institutionName, from_date AS "from",
         to_date AS "to", as_of_at AS asOf, coalesce(row_count, 0) AS "rows",
         (SELECT min(transaction_date) FROM transactions WHERE transactions.account_id = accounts.account_id
           AND vanished_at IS NULL AND transactions.superseded_by IS NULL) AS firstDay,
         (SELECT count(*) FROM balances WHERE balances.account_id = accounts.account_id AND is_main = 1) AS balances,
         (SELECT count(*) FROM holdings WHERE holdings.account_id = accounts.account_id AND read_at = holdings_read_at) AS holdings,
         coalesce(inserted, 0) AS inserted,
         coalesce(updated, 0) AS updated, coalesce(posted, 0) AS posted, coalesce(vanished, 0) AS vanished, problem
       FROM accounts JOIN connections USING (connection_id) LEFT JOIN coverage USING (account_id)
       WHERE superseded_by IS NULL ORDER BY institution, login, accounts.account_id`,
    )
    .all()
    .map(({ asOf, inserted, updated, posted, vanished, problem, ...row }) => ({
      ...row,
      asOfMs: asOf === null ? null : Date.parse(asOf),
      lastChange: { inserted, updated, posted, vanished },
      problem: readProblem(problem),
    }))
}

/** The balances of one account over time. */
export interface AccountBalances {
  /** The connection's id in Mooring. */
  connectionId: string
  accountKey: string
  name: string
  mask: string | null
  currency: string | null
  /** The same account under another login: sums count that one. */
  sameAs: { connectionId: string; accountKey: string } | null
  /** What two logins' views of one account have in common: institution, last digits, type. Null without last digits. */
  likeness: string | null
  points: BalancePoint[]
  /** The first day on which the institution no longer shared it; null while it does. */
  goneDay: string | null
}

/** The balance to show of each account at the end of each day that has one. */
export function balancesOf(file: DatasetFile): AccountBalances[] {
  const points = file.db.prepare<[number], BalancePoint>(
    `SELECT balance_date AS day, amount FROM balances WHERE account_id = ? AND is_main = 1
     GROUP BY balance_date HAVING read_at = max(read_at) ORDER BY balance_date`,
  )
  return file.db
    .prepare<
      [],
      Omit<AccountBalances, 'sameAs' | 'points'> & {
        accountId: number
        sameConnection: string | null
        sameKey: string | null
      }
    >(
      `SELECT accounts.account_id AS accountId, connections.linked_id AS connectionId, accounts.account_key AS accountKey,
         accounts.name, accounts.mask, accounts.currency,
         json_array(connections.institution_id, accounts.mask, accounts.category, accounts.type) AS likeness, substr(accounts.gone_at, 1, 10) AS goneDay,
         owner.linked_id AS sameConnection, same.account_key AS sameKey
       FROM accounts JOIN connections USING (connection_id)
       LEFT JOIN accounts AS same ON same.account_id = accounts.same_account_as
       LEFT JOIN connections AS owner ON owner.connection_id = same.connection_id
       WHERE accounts.superseded_by IS NULL ORDER BY accounts.account_id`,
    )
    .all()
    .map(({ accountId, sameConnection, sameKey, ...account }) => ({
      ...account,
      likeness: account.mask === null ? null : account.likeness,
      sameAs:
        sameConnection === null || sameKey === null
          ? null
          : { connectionId: sameConnection, accountKey: sameKey },
      points: points.all(accountId),
    }))
}
