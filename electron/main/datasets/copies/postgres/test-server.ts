import { escapeIdentifier, type Client } from 'pg'
import type { Failure } from '../../../../../shared/errors.ts'
import type { TeamTest } from '../../../../../shared/models/team.ts'
import { AppError, toFailure } from '../../../core/errors.ts'
import { isEncrypted, withServer, type TeamServer } from './connect.ts'
import { dataTables } from './ddl.ts'
import { requireTables } from './require-tables.ts'

/** Earlier ones have no views that respect whose rows they show. */
const oldestServer = 15

/** Connects, and looks for everything that a copy needs. Changes nothing. Throws only for a bug. */
export async function testServer(server: TeamServer): Promise<TeamTest> {
  const found: TeamTest = { serverVersion: null, isEncrypted: false, problems: [], notes: [] }
  try {
    await withServer(server, (client) => look(client, server, found))
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    found.problems.push(toFailure(thrown))
  }
  return found
}

interface Facts {
  version: number
  shown: string
  encoding: string
  isReadOnly: boolean
  isReplica: boolean
  canCreateTemporary: boolean
  canUseSchema: boolean | null
  seesEverything: boolean
}

async function look(client: Client, { target }: TeamServer, found: TeamTest): Promise<void> {
  const { host, schema } = target
  const facts = await readFacts(client, schema)
  found.serverVersion = facts.shown
  found.isEncrypted = isEncrypted(client)
  const problems: [boolean, Failure][] = [
    [facts.version < oldestServer, { code: 'team_server_old', detail: { host, version: facts.version } }],
    [facts.encoding !== 'UTF8', { code: 'team_encoding', detail: { host, error: facts.encoding } }],
    [facts.isReadOnly || facts.isReplica, { code: 'team_read_only', detail: { host } }],
    [!facts.canCreateTemporary, missing(host, 'TEMPORARY on the database')],
    [facts.canUseSchema === false, missing(host, `USAGE on the schema`)],
  ]
  found.problems.push(...problems.flatMap(([isTrue, failure]) => (isTrue ? [failure] : [])))
  if (facts.canUseSchema === false) return
  await requireTables(client, { host, schema })
  const rights = await missingRights(client, schema)
  if (rights.length > 0) found.problems.push(missing(host, rights.join(', ')))
  if (facts.seesEverything) found.notes.push({ code: 'team_sees_everything', detail: { host } })
}

async function readFacts(client: Client, schema: string): Promise<Facts> {
  const { rows } = await client.query<Facts>(
    `SELECT current_setting('server_version_num')::integer / 10000 AS version,
       split_part(current_setting('server_version'), ' ', 1) AS shown,
       current_setting('server_encoding') AS encoding,
       current_setting('transaction_read_only')::boolean AS "isReadOnly",
       pg_is_in_recovery() AS "isReplica",
       has_database_privilege(current_database(), 'TEMPORARY') AS "canCreateTemporary",
       (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = $1) AS "canUseSchema",
       (SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user) AS "seesEverything"`,
    [schema],
  )
  const [facts] = rows
  if (facts === undefined) throw new Error('no row')
  return facts
}

/** The rights that the user lacks, such as `INSERT on runs`. */
async function missingRights(client: Client, schema: string): Promise<string[]> {
  const tables = ['copies', ...dataTables].map((name) => `${escapeIdentifier(schema)}.${name}`)
  const { rows } = await client.query<{ right: string; table: string }>(
    `SELECT "right", "table" FROM unnest($1::text[]) AS "table", unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS "right"
     WHERE CASE WHEN to_regclass("table") IS NULL THEN true ELSE NOT has_table_privilege("table", "right") END`,
    [tables],
  )
  const byRight = Map.groupBy(rows, ({ right }) => right)
  return [...byRight].map(([right, of]) => {
    const names = of.map(({ table }) => table.slice(table.lastIndexOf('.') + 1))
    return `${right} on ${names.length === tables.length ? 'every table' : names.join(', ')}`
  })
}

function missing(host: string, rights: string): Failure {
  return { code: 'team_rights_missing', detail: { host, error: rights.slice(0, 80) } }
}
