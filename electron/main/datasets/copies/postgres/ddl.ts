import { escapeIdentifier } from 'pg'
import { tableOf, teamTables, type TeamTableName } from './tables.ts'

/** Where the tables are. */
export interface Place {
  schema: string
  /** A role of the database that is to write, for the comment that says how. */
  user: string
}

/** One version of the tables: the statements that lead to it from the version before. */
export type Step = (schema: string) => string

/** In their order. The last one's number is the version that this Mooring writes. Never edit a released one. */
export const steps: readonly Step[] = [createTables]

/** The roles of a schema: its writers see their own rows, its readers see all. */
function rolesOf(schema: string): { writer: string; reader: string } {
  return { writer: `${schema}_writer`, reader: `${schema}_reader` }
}

/**
 * The statements for the database's administrator, as one transaction.
 *
 * @param from the version that the tables have; 0 without any
 */
export function ddlText({ schema, user }: Place, from = 0, all = steps): string {
  const name = escapeIdentifier(schema)
  const { writer, reader } = rolesOf(schema)
  const parts = [
    `-- Tables for the team copies of Mooring, version ${all.length}${from === 0 ? '' : `, from version ${from}`}.`,
    `-- PostgreSQL 15 or newer. Run it in the team's database, as a role that may create schemas and roles.`,
    'BEGIN;',
    ...all.slice(from).map((step) => step(name)),
    `UPDATE ${name}.mooring_schema SET version = ${all.length};`,
    'COMMIT;',
    '',
    '-- For each person who copies data here, and for each who reads all of it:',
    ...[
      `CREATE ROLE ${escapeIdentifier(user)} LOGIN PASSWORD '…';`,
      `GRANT ${escapeIdentifier(writer)} TO ${escapeIdentifier(user)};`,
      `GRANT ${escapeIdentifier(reader)} TO …;`,
    ].map((line) => `-- ${line}`),
    '',
  ]
  return parts.join('\n')
}

/** Every table, without `copies`. */
export const dataTables = Object.keys(teamTables) as TeamTableName[]

function createTables(schema: string): string {
  const bare = schema.slice(1, -1).replaceAll('""', '"')
  const roles = rolesOf(bare)
  const [writer, reader] = [escapeIdentifier(roles.writer), escapeIdentifier(roles.reader)]
  const all = ['copies', ...dataTables]
  return [
    '-- A role that already exists is of another team on this server, or left of an earlier one: choose another schema, or drop the role.',
    ...[writer, reader].map((role) => `CREATE ROLE ${role} NOLOGIN;`),
    `CREATE SCHEMA ${schema};`,
    `CREATE TABLE ${schema}.mooring_schema (version integer NOT NULL);`,
    `INSERT INTO ${schema}.mooring_schema VALUES (0);`,
    `CREATE TABLE ${schema}.copies ( -- one row for each dataset that somebody copies here
  owner text NOT NULL DEFAULT current_user, -- the role that wrote the rows
  dataset_id uuid NOT NULL,
  owner_name text NOT NULL,
  dataset_name text NOT NULL,
  file_began_at timestamptz NOT NULL, -- these three distinguish the dataset's file from an older or another one
  run_id bigint NOT NULL,
  run_started_at timestamptz NOT NULL,
  copied_at timestamptz NOT NULL, -- by this server's clock
  PRIMARY KEY (owner, dataset_id)
);`,
    ...dataTables.map((name) => createTable(schema, name)),
    // The views join by these columns.
    `CREATE INDEX ON ${schema}.accounts (dataset_id, connection_id);`,
    `CREATE INDEX ON ${schema}.transactions (dataset_id, account_id);`,
    view(
      schema,
      'v_access',
      `SELECT copies.owner, owner_name, dataset_name, dataset_id, connection_id, connections.institution, login, labels, account_count,
  coalesce(status, 'removed') AS status, cause, consent_ends_at, revoked_at, connections.last_read_at, last_try_at, read_problem, copied_at
FROM ${schema}.copies JOIN ${schema}.connections USING (owner, dataset_id)
LEFT JOIN ${schema}.consents USING (owner, dataset_id, connection_id)`,
    ),
    view(
      schema,
      'v_transactions',
      `SELECT copies.owner, owner_name, dataset_name, dataset_id, connection_id, institution, login, labels, account_id,
  accounts.name AS account_name, accounts.mask AS account_mask, accounts.category AS account_category, same_account_as,
  transaction_id, transaction_date, description, transactions.category, transactions.currency, amount, amount_minor, direction,
  is_pending, posted_at, made_at, transactions._run_id, transactions._loaded_at
FROM ${schema}.transactions JOIN ${schema}.accounts USING (owner, dataset_id, account_id)
JOIN ${schema}.connections USING (owner, dataset_id, connection_id) JOIN ${schema}.copies USING (owner, dataset_id)
WHERE vanished_at IS NULL AND transactions.superseded_by IS NULL`,
    ),
    view(
      schema,
      'v_balances_latest',
      `SELECT copies.owner, owner_name, dataset_name, dataset_id, connection_id, institution, login, labels, account_id,
  accounts.name AS account_name, accounts.mask AS account_mask, accounts.category AS account_category, same_account_as, gone_at,
  kind, is_main, balance_date, as_of_at, read_at, latest.currency, amount, amount_minor
FROM ${schema}.accounts JOIN ${schema}.connections USING (owner, dataset_id, connection_id) JOIN ${schema}.copies USING (owner, dataset_id)
CROSS JOIN LATERAL (SELECT kind, is_main, balance_date, as_of_at, read_at, currency, amount, amount_minor FROM ${schema}.balances
  WHERE (owner, dataset_id, account_id) = (accounts.owner, accounts.dataset_id, accounts.account_id)
  ORDER BY read_at DESC FETCH FIRST ROW WITH TIES) AS latest
WHERE accounts.superseded_by IS NULL`,
    ),
    `GRANT USAGE ON SCHEMA ${schema} TO ${writer}, ${reader};`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${writer}, ${reader};`,
    ...all.flatMap((name) => [
      `GRANT INSERT, UPDATE, DELETE ON ${schema}.${name} TO ${writer};`,
      `ALTER TABLE ${schema}.${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;`,
      `CREATE POLICY own_rows ON ${schema}.${name} TO ${writer} USING (owner = current_user) WITH CHECK (owner = current_user);`,
      `CREATE POLICY all_rows ON ${schema}.${name} FOR SELECT TO ${reader} USING (true);`,
    ]),
  ].join('\n')
}

function createTable(schema: string, name: TeamTableName): string {
  const { columns, key } = tableOf(name)
  const lines = [
    'owner text NOT NULL DEFAULT current_user',
    'dataset_id uuid NOT NULL',
    ...Object.entries(columns).map(
      ([column, { type, isRequired }]) => `${column} ${type}${isRequired ? ' NOT NULL' : ''}`,
    ),
    // The owner comes last: nearly each dataset has one owner, which PostgreSQL does not know. Of an index that begins with both, it
    // would read all rows of a dataset for each row that the views join.
    `PRIMARY KEY (${['dataset_id', ...key, 'owner'].join(', ')})`,
  ]
  return `CREATE TABLE ${schema}.${name} (\n  ${lines.join(',\n  ')}\n);`
}

/** Shows whoever reads it the rows that they may read. */
function view(schema: string, name: string, query: string): string {
  return `CREATE VIEW ${schema}.${name} WITH (security_invoker = true) AS\n${query};`
}
