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
  /** When it was made, as its name says. */
  atMs: number
  kind: 'daily' | 'version'
}

/**
 * Copies the database to its folder. The copy has another name until it is checked and safe on the disk. Keeps seven daily copies and
 * three from before migrations, and deletes older ones. Copies dated in the future do not count.
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
  const same = listCopies(file).filter((one) => one.kind === kind && one.atMs <= atMs)
  for (const old of same.slice(kept[kind])) rmSync(old.file)
}

/**
 * When the newest daily copy was made, by its name or by its file, milliseconds UTC; null when there is none. A time in the future was
 * written while the clock was wrong, and does not count.
 */
export function lastDailyMs(file: string, nowMs: number): number | null {
  const times = listCopies(file)
    .filter(({ kind }) => kind === 'daily')
    .flatMap((copy) => [copy.atMs, statSync(copy.file).mtimeMs])
    .filter((ms) => ms <= nowMs)
  return times.length === 0 ? null : Math.max(...times)
}

/**
 * The newest readable copy. Reads older ones only if it is damaged. One dated in the future comes last: it was made while the clock was
 * ahead, or the clock is behind now.
 */
export function lastGoodBackup(file: string, nowMs = Date.now()): (Backup & { file: string }) | null {
  const { past = [], future = [] } = Object.groupBy(listCopies(file), ({ atMs }) =>
    atMs <= nowMs ? 'past' : 'future',
  )
  for (const copy of [...past, ...future]) {
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
