import { closeSync, existsSync, mkdirSync, openSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { storeError } from './failures.ts'

/** Lets one process at a time use a data folder, or a file. */
export interface FolderLock {
  /**
   * Takes the lock; does nothing if this process has it.
   *
   * @throws AppError `data_in_use` while another process has it; `data_unwritable`, `disk_full` where no file can be created
   */
  take(): void
  release(): void
}

/** A lock on a data folder. */
export function openFolderLock(folder: string): FolderLock {
  return openLock(join(folder, 'lock.db'))
}

/**
 * A lock: SQLite's exclusive lock on an empty file. The operating system frees it when the process ends, however it ends.
 *
 * @see https://sqlite.org/lockingv3.html
 */
export function openLock(file: string): FolderLock {
  let held: Database.Database | null = null
  return {
    take() {
      if (held !== null) return
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
        createOwn(file)
        held = lock(file)
      } catch (thrown) {
        throw isBusy(thrown) ? new AppError('data_in_use') : storeError(thrown)
      }
    },
    release() {
      held?.close()
      held = null
    },
  }
}

/** Another user who can read the file could lock it. Never opens one that exists: closing it would free a lock of this process. */
function createOwn(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
}

function lock(file: string): Database.Database {
  try {
    return lockExclusively(file)
  } catch (thrown) {
    if (!isNoDatabase(thrown)) throw thrown
    // Nobody has it: SQLite says SQLITE_BUSY before it reads a byte. The same file, so that two that repair it exclude each other.
    truncateSync(file)
    return lockExclusively(file)
  }
}

function lockExclusively(file: string): Database.Database {
  const database = new Database(file, { timeout: 0 })
  try {
    // With its journal in memory, a transaction that never ends writes nothing: a full disk has room for it.
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

function isBusy(thrown: unknown): boolean {
  return hasCode(thrown, 'SQLITE_BUSY')
}

function isNoDatabase(thrown: unknown): boolean {
  return hasCode(thrown, 'SQLITE_NOTADB') || hasCode(thrown, 'SQLITE_CORRUPT')
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith(code)
}
