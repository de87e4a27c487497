import type { TeamTarget } from '../../../../../shared/models/team.ts'

/** A column of a table in the team's database. */
interface Column {
  type: 'text' | 'integer' | 'bigint' | 'numeric' | 'boolean' | 'date' | 'timestamptz'
  /** Reads it from the dataset's file; its name if absent. */
  from?: string
  /** Names a person or an account: copied only if the user wants names. */
  isName?: true
  isRequired?: true
}

export interface TeamTable {
  /** Distinguish the rows of one dataset. */
  key: readonly string[]
  columns: Readonly<Record<string, Column>>
  /** From where in the dataset's file; null for what comes from elsewhere. */
  from: string | null
}

/** The last change of a row in the dataset's file. */
const loaded = {
  _run_id: { type: 'bigint', isRequired: true },
  _loaded_at: { type: 'timestamptz', isRequired: true },
} as const

const count: Column = { type: 'integer', isRequired: true }

/** On each row stand also `owner` and `dataset_id`. Never copied: tokens, account numbers, the institution's ids, what could not be read. */
export const teamTables = {
  connections: {
    key: ['connection_id'],
    columns: {
      connection_id: { type: 'text', isRequired: true },
      institution: { type: 'text', isRequired: true },
      login: { type: 'text', isName: true },
      labels: { type: 'text', isName: true },
      account_count: count,
      last_read_at: { type: 'timestamptz' },
      last_try_at: { type: 'timestamptz' },
      read_problem: { type: 'text' },
    },
    from: null,
  },
  consents: {
    key: ['connection_id'],
    columns: {
      connection_id: { type: 'text', isRequired: true },
      institution: { type: 'text', isRequired: true },
      status: { type: 'text', isRequired: true },
      cause: { type: 'text' },
      consented_at: { type: 'timestamptz', isRequired: true },
      consent_ends_at: { type: 'timestamptz', isRequired: true },
      revoked_at: { type: 'timestamptz' },
      last_read_at: { type: 'timestamptz' },
    },
    from: null,
  },
  accounts: {
    key: ['account_id'],
    columns: {
      account_id: { type: 'bigint', from: 'accounts.account_id', isRequired: true },
      connection_id: { type: 'text', isRequired: true },
      category: { type: 'text', isRequired: true },
      type: { type: 'text' },
      name: { type: 'text', isName: true },
      mask: { type: 'text', isName: true },
      currency: { type: 'text' },
      balance_type: { type: 'text', isRequired: true },
      gone_at: { type: 'timestamptz' },
      holdings_read_at: { type: 'timestamptz' },
      superseded_by: { type: 'bigint' },
      same_account_as: { type: 'bigint' },
      covered_from_date: { type: 'date', from: 'coverage.from_date' },
      covered_to_date: { type: 'date', from: 'coverage.to_date' },
      covered_as_of_at: { type: 'timestamptz', from: 'coverage.as_of_at' },
      coverage_problem: { type: 'text', from: `coverage.problem ->> '$.code'` },
      _run_id: { ...loaded._run_id, from: 'accounts._run_id' },
      _loaded_at: { ...loaded._loaded_at, from: 'accounts._loaded_at' },
    },
    from: 'accounts LEFT JOIN coverage USING (account_id)',
  },
  balances: {
    key: ['account_id', 'read_at', 'kind'],
    columns: {
      account_id: { type: 'bigint', isRequired: true },
      kind: { type: 'text', isRequired: true },
      read_at: { type: 'timestamptz', isRequired: true },
      balance_date: { type: 'date' },
      as_of_at: { type: 'timestamptz' },
      is_main: { type: 'boolean', isRequired: true },
      currency: { type: 'text' },
      amount: { type: 'numeric', isRequired: true },
      amount_minor: { type: 'bigint' },
      ...loaded,
    },
    from: 'balances',
  },
  holdings: {
    key: ['account_id', 'read_at', 'position_number'],
    columns: {
      account_id: { type: 'bigint', isRequired: true },
      read_at: { type: 'timestamptz', isRequired: true },
      position_number: { type: 'bigint', isRequired: true },
      holding_date: { type: 'date' },
      as_of_at: { type: 'timestamptz' },
      name: { type: 'text' },
      symbol: { type: 'text' },
      security_id: { type: 'text' },
      security_id_type: { type: 'text' },
      type: { type: 'text' },
      position: { type: 'text' },
      units: { type: 'numeric' },
      currency: { type: 'text' },
      unit_price: { type: 'numeric' },
      unit_price_currency: { type: 'text' },
      market_value: { type: 'numeric' },
      market_value_currency: { type: 'text' },
      market_value_minor: { type: 'bigint' },
      cost_basis: { type: 'numeric' },
      cost_basis_currency: { type: 'text' },
      ...loaded,
    },
    from: 'holdings',
  },
  transactions: {
    key: ['transaction_id'],
    columns: {
      transaction_id: { type: 'bigint', isRequired: true },
      account_id: { type: 'bigint', isRequired: true },
      transaction_date: { type: 'date' },
      description: { type: 'text' },
      category: { type: 'text' },
      currency: { type: 'text' },
      amount: { type: 'numeric' },
      amount_minor: { type: 'bigint' },
      direction: { type: 'text' },
      is_pending: { type: 'boolean', isRequired: true },
      posted_at: { type: 'timestamptz' },
      made_at: { type: 'timestamptz' },
      vanished_at: { type: 'timestamptz' },
      superseded_by: { type: 'bigint' },
      ...loaded,
    },
    from: 'transactions',
  },
  runs: {
    key: ['run_id'],
    columns: {
      run_id: { type: 'bigint', isRequired: true },
      cause: { type: 'text', isRequired: true },
      started_at: { type: 'timestamptz', isRequired: true },
      ended_at: { type: 'timestamptz' },
      outcome: { type: 'text' },
      inserted: count,
      updated: count,
      posted: count,
      vanished: count,
      accounts_read: count,
      accounts_missing: count,
      problem: { type: 'text', from: `problem ->> '$.code'` },
    },
    from: 'runs',
  },
} as const satisfies Record<string, TeamTable>

export type TeamTableName = keyof typeof teamTables

/** The newest definition, without what `as const` narrows. */
export function tableOf(name: TeamTableName): TeamTable {
  return teamTables[name]
}

/** Reads a table from the dataset's file. What the user does not share is null. Whole numbers and decimals come as text: all of them exact. */
export function selectOf(name: TeamTableName, { withNames }: Pick<TeamTarget, 'withNames'>): string {
  const { columns, from } = tableOf(name)
  const values = Object.entries(columns).map(([column, { from: source = column, type, isName }]) => {
    if (isName && !withNames) return 'NULL'
    return type === 'bigint' || type === 'integer' ? `CAST(${source} AS TEXT)` : source
  })
  return `SELECT ${values.join(', ')} FROM ${from}`
}
