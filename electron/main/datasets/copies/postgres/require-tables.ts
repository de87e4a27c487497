import { escapeIdentifier, type Client } from 'pg'
import { AppError } from '../../../core/errors.ts'
import { steps } from './ddl.ts'

/** The version of the tables that this Mooring writes. */
const tablesVersion = steps.length

/**
 * The version of the tables in the team's database.
 *
 * @throws AppError `team_not_ours` for a schema without them
 */
async function readVersion(
  client: Client,
  { host, schema }: { host: string; schema: string },
): Promise<number> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute
       WHERE attrelid = to_regclass($1) AND attname = 'version' AND NOT attisdropped) AS exists`,
    [`${escapeIdentifier(schema)}.mooring_schema`],
  )
  if (found[0]?.exists !== true) throw new AppError('team_not_ours', { host })
  const { rows } = await client.query<{ version: number }>(
    `SELECT max(version)::integer AS version FROM ${escapeIdentifier(schema)}.mooring_schema`,
  )
  const version = rows[0]?.version
  if (typeof version !== 'number') throw new AppError('team_not_ours', { host })
  return version
}

/** @throws AppError `team_tables_old`, `team_tables_newer`, and as readVersion */
export async function requireTables(
  client: Client,
  place: { host: string; schema: string },
  wanted = tablesVersion,
): Promise<void> {
  const version = await readVersion(client, place)
  if (version < wanted) throw new AppError('team_tables_old', { host: place.host, version })
  if (version > wanted) throw new AppError('team_tables_newer', { host: place.host, version })
}
