import { escapeIdentifier, type Client } from 'pg'
import { AppError } from '../../../core/errors.ts'
import { accessRows, type Access } from './access.ts'
import { withServer, type TeamServer } from './connect.ts'
import { dataTables } from './ddl.ts'
import { loadTable, type Destination } from './load.ts'
import { withChanges, type Changes, type Cursor } from './read-changes.ts'
import { requireTables } from './require-tables.ts'

export interface CopiedDataset {
  id: string
  name: string
  /** The dataset's file. */
  path: string
  access: readonly Access[]
}

export interface WriteOptions {
  signal?: AbortSignal
  report?: (rows: number) => void
}

/**
 * Brings a dataset's copy in the team's database up to the newest run of its file, in one transaction. Calling it again changes nothing.
 *
 * @returns false if the dataset has not run yet: nothing was written
 * @throws AppError `team_copy_newer` if the database has runs that this file does not have; `team_…`; the signal's reason
 */
export async function writeTeamCopy(
  server: TeamServer,
  dataset: CopiedDataset,
  { signal, report = () => {} }: WriteOptions = {},
): Promise<boolean> {
  const { host, schema } = server.target
  return withChanges(dataset.path, server.target, (changesAfter) =>
    withServer(
      server,
      async (client) => {
        await begin(client)
        await requireTables(client, { host, schema })
        const destination = { client, schema: escapeIdentifier(schema), datasetId: dataset.id }
        const copied = await takeCopy(destination)
        const { newest, startOf } = changesAfter(0)
        if (newest === null) return false
        if (copied !== null && !isContinued(copied, newest, startOf))
          throw new AppError('team_copy_newer', { host })
        await writeChanges(destination, changesAfter(copied?.run ?? 0), {
          isFirst: copied === null,
          access: dataset.access,
          withNames: server.target.withNames,
          report,
        })
        await saveCursor(destination, dataset.name, server.target.owner, newest)
        await client.query('COMMIT')
        return true
      },
      signal,
    ),
  )
}

/** Deletes everything that this user has written of a dataset. @throws AppError `team_…`; the signal's reason */
export async function deleteTeamCopy(
  server: TeamServer,
  datasetId: string,
  signal?: AbortSignal,
): Promise<void> {
  const work = async (client: Client): Promise<void> => {
    await begin(client)
    await requireTables(client, server.target)
    const schema = escapeIdentifier(server.target.schema)
    await takeCopy({ client, schema, datasetId })
    for (const name of ['copies', ...dataTables]) {
      await client.query(`DELETE FROM ${schema}.${name} WHERE owner = current_user AND dataset_id = $1`, [
        datasetId,
      ])
    }
    await client.query('COMMIT')
  }
  await withServer(server, work, signal)
}

/** A transaction that nothing in the database can hold up for long, and that names of other schemas do not reach. */
async function begin(client: Client): Promise<void> {
  await client.query(`BEGIN;
    SET LOCAL search_path = pg_catalog, pg_temp;
    SET LOCAL statement_timeout = '15min';
    SET LOCAL lock_timeout = '30s';
    SET LOCAL idle_in_transaction_session_timeout = '2min'`)
}

/** Locks the copy until the transaction ends, so that two installs write one after the other. @returns what it has; null for nothing */
async function takeCopy({ client, schema, datasetId }: Destination): Promise<Cursor | null> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended(current_user || '/' || $1, 0))`, [
    datasetId,
  ])
  const { rows } = await client.query<{ began: Date; run: string; started: Date }>(
    `SELECT file_began_at AS began, run_id AS run, run_started_at AS started FROM ${schema}.copies
     WHERE owner = current_user AND dataset_id = $1`,
    [datasetId],
  )
  const [row] = rows
  return row === undefined
    ? null
    : { fileBeganAt: row.began.toISOString(), run: Number(row.run), runStartedAt: row.started.toISOString() }
}

/** Whether the file has the run that was copied last: by its number and its beginning, so that no clocks are compared. */
function isContinued(copied: Cursor, newest: Cursor, startOf: (run: number) => string | null): boolean {
  return newest.fileBeganAt === copied.fileBeganAt && startOf(copied.run) === copied.runStartedAt
}

interface Writing {
  isFirst: boolean
  access: readonly Access[]
  withNames: boolean
  report: (rows: number) => void
}

async function writeChanges(
  destination: Destination,
  changes: Changes,
  { isFirst, access, withNames, report }: Writing,
): Promise<void> {
  let written = 0
  const counted = (rows: number): void => report((written += rows))
  const existing = isFirst ? 'none' : 'newer'
  if (!isFirst) await deleteRows(destination, changes)
  await loadTable(destination, 'transactions', { rows: changes.transactions(), existing, report: counted })
  for (const name of ['balances', 'holdings'] as const) {
    const rows = changes.rows(name, isFirst ? [] : changes.joinedAccounts)
    await loadTable(destination, name, { rows, existing, report: counted })
  }
  await loadTable(destination, 'accounts', { rows: changes.accounts(), existing: 'all', report: counted })
  await loadTable(destination, 'runs', { rows: changes.runs(), existing, report: counted })
  const { connections, consents } = accessRows(changes.connections, access, { withNames })
  await loadTable(destination, 'connections', { rows: connections, existing: 'all', report: counted })
  await loadTable(destination, 'consents', { rows: consents, existing: 'all', report: counted })
}

/** Of connections whose data were deleted, and of accounts that were joined. */
async function deleteRows({ client, schema, datasetId }: Destination, changes: Changes): Promise<void> {
  const ofDeleted = `(SELECT account_id FROM ${schema}.accounts WHERE owner = current_user AND dataset_id = $1 AND connection_id = ANY ($2))`
  for (const [ids, accounts, tables] of [
    [changes.deletedConnections, ofDeleted, ['transactions', 'balances', 'holdings', 'accounts']],
    [changes.joinedAccounts, '(SELECT unnest($2::bigint[]))', ['balances', 'holdings']],
  ] as const) {
    if (ids.length === 0) continue
    for (const name of tables) {
      await client.query(
        `DELETE FROM ${schema}.${name} WHERE owner = current_user AND dataset_id = $1 AND account_id IN ${accounts}`,
        [datasetId, ids],
      )
    }
  }
}

async function saveCursor(
  { client, schema, datasetId }: Destination,
  datasetName: string,
  owner: string,
  { fileBeganAt, run, runStartedAt }: Cursor,
): Promise<void> {
  const clean = (text: string) => text.replaceAll('\0', '\uFFFD')
  await client.query(
    `INSERT INTO ${schema}.copies (owner, dataset_id, owner_name, dataset_name, file_began_at, run_id, run_started_at, copied_at)
     VALUES (current_user, $1, $2, $3, $4, $5, $6, now())
     ON CONFLICT (owner, dataset_id) DO UPDATE SET owner_name = excluded.owner_name, dataset_name = excluded.dataset_name,
       file_began_at = excluded.file_began_at, run_id = excluded.run_id, run_started_at = excluded.run_started_at,
       copied_at = excluded.copied_at`,
    [datasetId, clean(owner), clean(datasetName), fileBeganAt, run, runStartedAt],
  )
}
