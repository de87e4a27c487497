import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { escapeIdentifier, type Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyLine, type Value } from './copy-text.ts'
import { tableOf, type TeamTableName } from './tables.ts'

/** One dataset's rows in the team's database, inside a transaction. */
export interface Destination {
  client: Client
  /** Quoted. */
  schema: string
  datasetId: string
}

/** What is sent to the server at a time. */
const chunkLength = 256 * 1024

export interface Load {
  rows: Iterable<readonly Value[]>
  /**
   * - `none`: the server has no rows of this dataset
   * - `newer`: of a row that is there, the one of the later run stays
   * - `all`: these are all rows; others are deleted
   */
  existing: 'none' | 'newer' | 'all'
  report(rows: number): void
}

/** Writes rows into a temporary table, and from there into the table of the same name. Without rows, only deletes what is to be deleted. */
export async function loadTable(
  destination: Destination,
  name: TeamTableName,
  { rows, existing, report }: Load,
): Promise<void> {
  const chunks = chunksOf(name, rows, report)
  try {
    const first = chunks.next()
    if (first.done && existing !== 'all') return
    await load(destination, name, { chunks: withFirst(first, chunks), existing })
  } finally {
    // A query that is not read to its end keeps the dataset's file open.
    chunks.return()
  }
}

async function load(
  { client, schema, datasetId }: Destination,
  name: TeamTableName,
  { chunks, existing }: { chunks: Iterable<string>; existing: Load['existing'] },
): Promise<void> {
  const { columns, key } = tableOf(name)
  const names = Object.keys(columns).map((column) => escapeIdentifier(column))
  const list = names.join(', ')
  const table = `${schema}.${name}`
  const incoming = `pg_temp.incoming_${name}`
  await client.query(
    `CREATE TEMPORARY TABLE incoming_${name} ON COMMIT DROP AS SELECT ${list} FROM ${table} WITH NO DATA`,
  )
  await pipeline(Readable.from(chunks), client.query(copyFrom(`COPY ${incoming} (${list}) FROM STDIN`)))
  const own = `owner = current_user AND dataset_id = $1`
  if (existing === 'all') {
    const same = key.map((column) => `incoming.${column} = ${table}.${column}`).join(' AND ')
    await client.query(
      `DELETE FROM ${table} WHERE ${own} AND NOT EXISTS (SELECT FROM ${incoming} AS incoming WHERE ${same})`,
      [datasetId],
    )
  }
  await client.query(
    `INSERT INTO ${table} (owner, dataset_id, ${list}) SELECT current_user, $1, ${list} FROM ${incoming} ${
      existing === 'none' ? '' : conflictOf(name)
    }`,
    [datasetId],
  )
}

/** An old copy never overwrites a newer row. */
function conflictOf(name: TeamTableName): string {
  const { columns, key } = tableOf(name)
  const others = Object.keys(columns).filter((column) => !key.includes(column))
  const set = others.map((column) => `${escapeIdentifier(column)} = excluded.${escapeIdentifier(column)}`)
  const stored = others.map((column) => `${name}.${escapeIdentifier(column)}`)
  const sent = others.map((column) => `excluded.${escapeIdentifier(column)}`)
  const isNewer = '_run_id' in columns ? ` AND excluded._run_id >= ${name}._run_id` : ''
  return `ON CONFLICT (owner, dataset_id, ${key.join(', ')}) DO UPDATE SET ${set.join(', ')}
    WHERE (${stored.join(', ')}) IS DISTINCT FROM (${sent.join(', ')})${isNewer}`
}

function* chunksOf(
  name: TeamTableName,
  rows: Iterable<readonly Value[]>,
  report: (rows: number) => void,
): Generator<string, void> {
  const { columns } = tableOf(name)
  let [chunk, count] = ['', 0]
  for (const row of rows) {
    chunk += copyLine(columns, row)
    count += 1
    if (chunk.length < chunkLength) continue
    yield chunk
    report(count)
    ;[chunk, count] = ['', 0]
  }
  if (chunk === '') return
  yield chunk
  report(count)
}

function* withFirst(first: IteratorResult<string, void>, others: Iterable<string>): Generator<string> {
  if (first.done) return
  yield first.value
  yield* others
}
