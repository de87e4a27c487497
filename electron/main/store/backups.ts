import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import type { Backup } from '../../../shared/models/app.ts'
import { storeError } from './failures.ts'
import { syncFile, syncFolder } from './durable.ts'
import { findFault } from './inspect.ts'

/** `daily`, or the schema version before a migration. */
export type BackupLabel = 'daily' | `v${number}`

const kept: Record<'daily' | 'version', number> = { daily: 7, version: 3 }

interface Copy {
  file: string
  atMs: number
  kind: 'daily' | 'version'
}

/**
 * Copies the database to its folder. The copy has another name until it is checked and safe on the disk. Keeps seven daily copies and
 * three from before migrations, and deletes older ones.
 *
 * @throws AppError `disk_full`, `data_unwritable`
 */
export function backUp(store: Database.Database, file: string, label: BackupLabel, atMs: number): void {
  try {
    copyTo(store, file, label, atMs)
  } catch (thrown) {
    throw storeError(thrown)
  }
}

function copyTo(store: Database.Database, file: string, label: BackupLabel, atMs: number): void {
  const folder = folderOf(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const copy = join(
    folder,
    `${basename(file)}.${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}.${label}`,
  )
  const unfinished = `${copy}.unfinished`
  rmSync(unfinished, { force: true })
  store.prepare('VACUUM main INTO ?').run(unfinished)
  chmodSync(unfinished, 0o600)
  const fault = findFault(unfinished)
  if (fault !== null) throw fault
  syncFile(unfinished)
  renameSync(unfinished, copy)
  syncFolder(folder)

  const kind = kindOf(label)
  const same = listCopies(file).filter((one) => one.kind === kind)
  for (const old of same.slice(kept[kind])) rmSync(old.file)
}

/** When the newest daily copy was made, milliseconds UTC; null for none. */
export function lastDailyMs(file: string): number | null {
  return listCopies(file).find(({ kind }) => kind === 'daily')?.atMs ?? null
}

/** The newest readable copy. Reads older ones only if it is damaged. */
export function lastGoodBackup(file: string): (Backup & { file: string }) | null {
  for (const copy of listCopies(file)) {
    if (findFault(copy.file) === null) {
      return { file: copy.file, atMs: copy.atMs, connections: countConnections(copy.file) }
    }
  }
  return null
}

function folderOf(file: string): string {
  return join(dirname(file), 'backups')
}

function kindOf(label: string): Copy['kind'] {
  return label === 'daily' ? 'daily' : 'version'
}

/** All copies, the newest first. */
function listCopies(file: string): Copy[] {
  const folder = folderOf(file)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder)
    .flatMap((name) => {
      const [, date, hours, minutes, seconds, label] =
        /\.(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d-\d{3})Z\.(daily|v\d+)$/.exec(name) ?? []
      if (!date || !label) return []
      const atMs = Date.parse(`${date}T${hours}:${minutes}:${seconds?.replace('-', '.')}Z`)
      return [{ file: join(folder, name), atMs, kind: kindOf(label) }]
    })
    .toSorted((a, b) => b.atMs - a.atMs)
}

function countConnections(file: string): number {
  const copy = new Database(file, { readonly: true, fileMustExist: true })
  try {
    return copy.prepare<[], { count: number }>('SELECT count(*) AS count FROM connections').get()?.count ?? 0
  } finally {
    copy.close()
  }
}
