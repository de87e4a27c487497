import { escapeIdentifier, type Client } from 'pg'
import { AppError } from '../../../core/errors.ts'
import { steps } from './ddl.ts'

/** The version of the tables that this Mooring writes. */
const tablesVersion = steps.length

/** @throws AppError `team_tables_old`, `team_tables_newer`, `team_not_ours` for a schema without them; DatabaseError */
export async function requireTables(
  client: Client,
  { host, schema }: { host: string; schema: string },
): Promise<void> {
  // The server's error for a table that does not exist becomes `team_not_ours`, too.
  const { rows } = await client.query<{ version: number | null }>(
    `SELECT max(version)::integer AS version FROM ${escapeIdentifier(schema)}.mooring_schema`,
  )
  const version = rows[0]?.version ?? null
  if (version === null) throw new AppError('team_not_ours', { host })
  if (version < tablesVersion) throw new AppError('team_tables_old', { host, version })
  if (version > tablesVersion) throw new AppError('team_tables_newer', { host, version })
}
