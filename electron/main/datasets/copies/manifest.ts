import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { columnKinds, type Columns } from '../../tables/columns.ts'
import { writeChosenFile } from '../../system/write-chosen-file.ts'
import { transactions, wholeTables } from './copied-tables.ts'
import { manifestName } from './own-folder.ts'
import type { Snapshot } from './snapshot.ts'

/** Of the layout of a copy. A copy with another one is written anew. */
const layout = 1

const copiedFile = z.object({
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  state: z.string().nullable(),
})
export type CopiedFile = z.infer<typeof copiedFile>

const manifest = z.object({
  layout: z.literal(layout),
  /** Of the SQLite file. */
  schema_version: z.int(),
  /** The first run of the dataset, and the newest one that the copy has. */
  first_run_at: z.string(),
  run_id: z.int(),
  written_at: z.string(),
  /** What each column contains. */
  tables: z.record(z.string(), z.record(z.string(), z.enum(columnKinds))),
  /** By path in the folder. */
  files: z.record(z.string(), copiedFile),
})

/**
 * The files of a copy, by path: none if the folder has no copy, or that of another dataset, or of runs that a restored file does not have.
 */
export async function readManifest(
  folder: string,
  { firstRunAt, newestRun }: Pick<Snapshot, 'firstRunAt' | 'newestRun'>,
): Promise<Record<string, CopiedFile>> {
  let read: unknown
  try {
    read = JSON.parse(await readFile(join(folder, manifestName), 'utf8'))
  } catch {
    // Absent, or not JSON: every file is written anew.
    return {}
  }
  const { data } = manifest.safeParse(read)
  return data && data.first_run_at === firstRunAt && data.run_id <= newestRun ? data.files : {}
}

/** Describes a copy. Written once everything that it names is there. @throws AppError `file_unwritable` */
export async function writeManifest(
  folder: string,
  { schemaVersion, firstRunAt, newestRun }: Snapshot,
  files: Record<string, CopiedFile>,
): Promise<void> {
  const described = Object.entries({ ...wholeTables, transactions })
  const tables = Object.fromEntries(
    described.map(([name, { columns }]): [string, Columns] => [name, columns]),
  )
  const content: z.infer<typeof manifest> = {
    layout,
    schema_version: schemaVersion,
    first_run_at: firstRunAt,
    run_id: newestRun,
    written_at: new Date().toISOString(),
    tables,
    files,
  }
  await writeChosenFile(join(folder, manifestName), async (write) => {
    await write(`${JSON.stringify(content, null, 1)}\n`)
    return null
  })
}
