import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../core/errors.ts'
import { syncFolder } from '../../store/durable.ts'
import { writeChosenFile } from '../../system/write-chosen-file.ts'
import type { Columns, Pages, TableFormat } from '../../tables/columns.ts'
import type { Copy, CopyContext } from './copy.ts'
import { transactions, wholeTables, type WholeTable } from './copied-tables.ts'
import { readManifest, writeManifest, type CopiedFile } from './manifest.ts'
import { isCopy, manifestName, requireOwnFolder } from './own-folder.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'

/**
 * A copy as files in a folder: one file each for accounts, balances, holdings and runs, one for the transactions of each connection and
 * month, and `mooring.json`, which says what there is: nothing in a new folder, and everything once it is written.
 */
export function folderCopy(name: string, format: TableFormat): Copy {
  return {
    write: (file, context) =>
      onDisk(() => writeFolder(file.path, join(context.folder, name), format, context)),
    delete: (folder) => onDisk(() => deleteFolder(join(folder, name), format)),
  }
}

interface Target {
  folder: string
  format: TableFormat
  context: CopyContext
  before: Record<string, CopiedFile>
  /** What the folder has afterwards. */
  files: Record<string, CopiedFile>
  rows: number
}

async function writeFolder(
  path: string,
  folder: string,
  format: TableFormat,
  context: CopyContext,
): Promise<void> {
  for (const one of [dirname(folder), folder]) if (!existsSync(one)) await mkdir(one, { mode: 0o700 })
  const snapshot = openSnapshot(path)
  try {
    await claimFolder(folder, snapshot)
    const target: Target = {
      folder,
      format,
      context,
      before: await readManifest(folder, snapshot),
      files: {},
      rows: 0,
    }
    for (const table of Object.keys(wholeTables) as WholeTable[]) {
      const name = `${table}.${format.extension}`
      const state = snapshot.stateOf(table)
      if (isCurrent(target, name, state)) continue
      await writeTable(
        target,
        { name, state, columns: wholeTables[table].columns },
        snapshot.readTable(table),
      )
    }
    for (const part of snapshot.parts) {
      const name = `${partFolder(part.connectionId, part.month)}/data.${format.extension}`
      if (isCurrent(target, name, part.state)) continue
      await writeTable(
        target,
        { name, state: part.state, columns: transactions.columns },
        snapshot.readPart(part),
      )
    }
    await deleteOthers(target)
    await writeManifest(folder, snapshot, target.files)
    syncFolder(folder)
  } finally {
    snapshot.close()
  }
}

/** Marks an empty folder as a copy. @throws as `requireOwnFolder` */
async function claimFolder(folder: string, snapshot: Snapshot): Promise<void> {
  if (isCopy(folder)) return
  requireOwnFolder(folder)
  await writeManifest(folder, snapshot, {})
}

/** As Hive and DuckDB name the parts of a table. */
function partFolder(connectionId: string, month: string): string {
  return `transactions/connection=${encodeURIComponent(connectionId)}/month=${month}`
}

/** Takes over what is known of a file that has not changed since. A part without rows has no file. */
function isCurrent({ folder, before, files }: Target, name: string, state: string | null): boolean {
  const known = before[name]
  if (known === undefined || state === null || known.state !== state) return false
  if (statSync(join(folder, name), { throwIfNoEntry: false })?.size !== known.bytes) return false
  files[name] = known
  return true
}

async function writeTable(
  target: Target,
  { name, state, columns }: { name: string; state: string | null; columns: Columns },
  pages: Pages,
): Promise<void> {
  const { folder, format, context } = target
  const path = join(folder, name)
  const hash = createHash('sha256')
  let [rows, bytes] = [0, 0]
  async function* counted() {
    for await (const page of pages) {
      context.signal.throwIfAborted()
      yield page
      rows += page.length
      context.report((target.rows += page.length))
    }
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeChosenFile(path, async (write) => {
    await format.writeTable(columns, counted(), async (chunk) => {
      hash.update(chunk)
      bytes += Buffer.byteLength(chunk)
      await write(chunk)
    })
    return null
  })
  syncFolder(dirname(path))
  target.files[name] = { rows, bytes, sha256: hash.digest('hex'), state }
}

/** Deletes the months that the dataset no longer has, and what an earlier run left unfinished. */
async function deleteOthers({ folder, files, format }: Target): Promise<void> {
  for (const part of await listParts(folder)) {
    if (!(`${part}/data.${format.extension}` in files)) await deletePart(folder, part, format)
  }
}

async function deleteFolder(folder: string, format: TableFormat): Promise<void> {
  if (!isCopy(folder)) return
  for (const part of await listParts(folder)) await deletePart(folder, part, format)
  for (const table of Object.keys(wholeTables)) await deleteFile(join(folder, `${table}.${format.extension}`))
  await removeEmpty(join(folder, 'transactions'))
  // Last: without it the rest would be somebody else's.
  await deleteFile(join(folder, manifestName))
  await removeEmpty(folder)
  await removeEmpty(dirname(folder))
}

/** The folders of months, whoever wrote them. */
async function listParts(folder: string): Promise<string[]> {
  const connections = await list(join(folder, 'transactions'), 'connection=')
  const months = await Promise.all(
    connections.map(async (connection) => {
      const below = `transactions/${connection}`
      return (await list(join(folder, below), 'month=')).map((month) => `${below}/${month}`)
    }),
  )
  return months.flat()
}

async function list(folder: string, prefix: string): Promise<string[]> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const found = await readdir(folder, { withFileTypes: true })
  return found.flatMap((one) => (one.isDirectory() && one.name.startsWith(prefix) ? one.name : []))
}

async function deletePart(folder: string, part: string, { extension }: TableFormat): Promise<void> {
  const path = join(folder, part)
  await deleteFile(join(path, `data.${extension}`))
  await removeEmpty(path)
  await removeEmpty(dirname(path))
}

/** Deletes a file, and what a process that was killed has left of a newer one. */
async function deleteFile(path: string): Promise<void> {
  for (const one of [path, `${path}.partial`]) await rm(one, { force: true })
}

/** Leaves a folder in which somebody else has put something. */
async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch (thrown) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(codeOf(thrown))) throw thrown
  }
}

/** @throws AppError `dataset_not_ours`, `disk_full`, `file_unwritable`, and what is none of a file */
async function onDisk(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    const cause = thrown instanceof AppError ? thrown.detail.cause : codeOf(thrown)
    if (cause === 'ENOSPC' || cause === 'EDQUOT') throw new AppError('disk_full', { cause })
    throw thrown instanceof AppError || !/^E[A-Z]+$/.test(cause ?? '')
      ? thrown
      : new AppError('file_unwritable', { cause: cause ?? '' })
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}
