import type { Columns } from '../../tables/columns.ts'

/** A table of a copy. */
export interface CopiedTable {
  columns: Columns
  /** Reads the columns in their order, in place of `accountColumns` the one `account_id`. */
  sql: string
}

/** On every row: files can be joined, and rows can be told apart. */
const owner = {
  connection_id: 'id',
  institution: 'text',
  login: 'text',
  label: 'text',
} as const satisfies Columns

/** What the rows of an account's data have of it. */
export const accountColumns = {
  ...owner,
  account_id: 'count',
  account_key: 'id',
  account_name: 'text',
  account_mask: 'mask',
  account_category: 'value',
  same_account_as: 'count',
} as const satisfies Columns

const loaded = { _run_id: 'count', _loaded_at: 'utc' } as const satisfies Columns

/** Reads `accountColumns` of all accounts. */
export const accountsSql = `SELECT connection_id, institution, login, label, account_id, account_key, name, mask, category,
    same_account_as
  FROM accounts JOIN connections USING (connection_id) ORDER BY account_id`

/** A whole number, as text where a JavaScript number can't hold it. */
function exact(column: string): string {
  return `iif(abs(${column}) < ${Number.MAX_SAFE_INTEGER}, ${column}, CAST(${column} AS TEXT))`
}

const accounts: CopiedTable = {
  columns: {
    ...owner,
    account_id: 'count',
    account_key: 'id',
    institution_account_id: 'id',
    category: 'value',
    type: 'text',
    name: 'text',
    mask: 'mask',
    currency: 'value',
    balance_type: 'value',
    id_quality: 'value',
    gone_at: 'utc',
    holdings_read_at: 'utc',
    superseded_by: 'count',
    same_account_as: 'count',
    covered_from_date: 'day',
    covered_to_date: 'day',
    covered_as_of_at: 'utc',
    coverage_problem: 'text',
    ...loaded,
  },
  sql: `SELECT connection_id, institution, login, label, accounts.account_id, account_key, institution_account_id, category, type, name, mask, currency,
      balance_type, id_quality, gone_at, holdings_read_at, superseded_by, same_account_as,
      coverage.from_date, coverage.to_date, coverage.as_of_at, coverage.problem, accounts._run_id, accounts._loaded_at
    FROM accounts JOIN connections USING (connection_id) LEFT JOIN coverage USING (account_id)
    ORDER BY accounts.account_id`,
}

const balances: CopiedTable = {
  columns: {
    ...accountColumns,
    kind: 'value',
    is_main: 'flag',
    balance_date: 'day',
    as_of_at: 'utc',
    read_at: 'utc',
    currency: 'value',
    amount: 'decimal',
    amount_minor: 'count',
    reported_amount: 'decimal',
    ...loaded,
  },
  sql: `SELECT account_id, kind, is_main, balance_date, as_of_at, read_at, currency, amount, ${exact('amount_minor')},
      reported_amount, _run_id, _loaded_at
    FROM balances ORDER BY account_id, kind, read_at`,
}

const holdings: CopiedTable = {
  columns: {
    ...accountColumns,
    read_at: 'utc',
    position_number: 'count',
    institution_holding_id: 'id',
    holding_date: 'day',
    as_of_at: 'utc',
    name: 'text',
    symbol: 'text',
    security_id: 'id',
    security_id_type: 'text',
    type: 'text',
    position: 'value',
    units: 'decimal',
    currency: 'value',
    unit_price: 'decimal',
    unit_price_currency: 'value',
    market_value: 'decimal',
    market_value_currency: 'value',
    market_value_minor: 'count',
    cost_basis: 'decimal',
    cost_basis_currency: 'value',
    tax_lots: 'text',
    unreadable: 'value',
    ...loaded,
  },
  sql: `SELECT account_id, read_at, position_number, institution_holding_id, holding_date, as_of_at, name, symbol, security_id,
      security_id_type, type, position, units, currency, unit_price, unit_price_currency, market_value, market_value_currency,
      ${exact('market_value_minor')}, cost_basis, cost_basis_currency, tax_lots, unreadable, _run_id, _loaded_at
    FROM holdings ORDER BY account_id, read_at, position_number`,
}

const runs: CopiedTable = {
  columns: {
    run_id: 'count',
    cause: 'value',
    started_at: 'utc',
    ended_at: 'utc',
    outcome: 'value',
    inserted: 'count',
    updated: 'count',
    posted: 'count',
    vanished: 'count',
    accounts_read: 'count',
    accounts_missing: 'count',
    problem: 'text',
    until_at: 'utc',
  },
  sql: `SELECT run_id, cause, started_at, ended_at, outcome, inserted, updated, posted, vanished, accounts_read,
      accounts_missing, problem, until_at
    FROM runs ORDER BY run_id`,
}

/** The tables that are one file each. */
export const wholeTables = { accounts, balances, holdings, runs }
export type WholeTable = keyof typeof wholeTables

/** The current transactions of one connection and month. Its `sql` takes the values of `monthValues`. */
export const transactions = {
  columns: {
    transaction_id: 'count',
    ...accountColumns,
    transaction_date: 'day',
    description: 'text',
    category: 'text',
    currency: 'value',
    amount: 'decimal',
    amount_minor: 'count',
    direction: 'value',
    is_pending: 'flag',
    posted_at: 'utc',
    made_at: 'utc',
    unreadable: 'value',
    institution_transaction_id: 'id',
    fingerprint: 'value',
    ...loaded,
  },
  sql: (
    month: string,
  ) => `SELECT transaction_id, account_id, transaction_date, description, category, currency, amount,
      ${exact('amount_minor')}, direction, is_pending, posted_at, made_at, unreadable, institution_transaction_id, fingerprint,
      _run_id, _loaded_at
    FROM v_transactions
    WHERE connection_id = ? AND transaction_date ${month === undated ? 'IS NULL' : 'BETWEEN ? AND ?'}`,
} as const satisfies { columns: Columns; sql: (month: string) => string }

/** The month of transactions without a day. */
const undated = 'undated'

/** What to bind for a connection and a month, such as `2026-11`. */
export function monthValues(connectionId: string, month: string): string[] {
  return month === undated ? [connectionId] : [connectionId, `${month}-01`, `${month}-31`]
}
