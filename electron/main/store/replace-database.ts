import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../core/errors.ts'
import { lastGoodBackup } from './backups.ts'
import { syncFile, syncFolder } from './durable.ts'
import { emptyDatabase } from './empty-database.ts'
import { findFault } from './inspect.ts'

/** Suffixes of the files that SQLite keeps beside a database. */
const besides = ['-wal', '-shm', '-journal']

/**
 * Whether this folder had a database that is now missing: its ledger, its copies, its log, or one set aside is there without it.
 *
 * @throws Error of the file system, for an unreadable folder
 */
export function isMissing(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })) return false
  const name = basename(file)
  return readdirSync(dirname(file)).some(
    (other) =>
      other === name ||
      besides.some((end) => other === name + end) ||
      other.startsWith('ledger.db') ||
      other.startsWith('damaged-') ||
      other === 'backups',
  )
}

/** Creates a new, empty database. It has another name until it is complete and on the disk. */
export function createDatabase(file: string): void {
  finish(writeEmpty(file), file)
}

/**
 * Replaces a damaged or missing database with the last good copy or an empty one. Writes the new one under another name, sets the old
 * files aside, then renames the new one: a crash leaves the old one, or none and the copies.
 *
 * @throws AppError `not_found` when there is no good copy; nothing was moved then, as after any failure to write the new one
 */
export function replaceDatabase(file: string, from: 'backup' | 'nothing'): void {
  const unfinished = from === 'backup' ? writeCopy(file) : writeEmpty(file)
  setAside(file)
  finish(unfinished, file)
}

function writeCopy(file: string): string {
  const backup = lastGoodBackup(file)
  if (backup === null) throw new AppError('not_found')
  return writeUnfinished(file, (unfinished) => {
    copyFileSync(backup.file, unfinished)
    const fault = findFault(unfinished)
    if (fault !== null) throw fault
  })
}

function writeEmpty(file: string): string {
  return writeUnfinished(file, (unfinished) => writeFileSync(unfinished, emptyDatabase().bytes))
}

/** Returns the name of the written file. Deletes an incomplete one, because it takes space. */
function writeUnfinished(file: string, write: (unfinished: string) => void): string {
  const unfinished = `${file}.unfinished`
  try {
    deleteFiles(unfinished)
    write(unfinished)
    chmodSync(unfinished, 0o600)
    syncFile(unfinished)
    return unfinished
  } catch (thrown) {
    deleteFiles(unfinished)
    throw thrown
  }
}

function deleteFiles(file: string): void {
  for (const end of ['', ...besides]) rmSync(file + end, { force: true })
}

function finish(unfinished: string, file: string): void {
  renameSync(unfinished, file)
  syncFolder(dirname(file))
}

/**
 * Moves the database and SQLite's files beside it into a new folder. The write-ahead log goes too: SQLite would write it into the next
 * database of that name.
 */
function setAside(file: string): void {
  const there = ['', ...besides].map((end) => file + end).filter((name) => existsSync(name))
  if (there.length === 0) return
  const folder = join(dirname(file), `damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
  mkdirSync(folder, { mode: 0o700 })
  for (const name of there) renameSync(name, join(folder, basename(name)))
}
