import { readFileSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { configure, keepStatements, type Store } from './database.ts'
import { storeError } from './failures.ts'
import { requireSound } from './inspect.ts'
import { attachEmptyLedger } from './ledger-file.ts'
import { migrate } from './migrations/index.ts'

/**
 * Opens a copy of the database in memory, for a disk that is full or can't be written. Refuses every write. Its ledger is empty. The file
 * stays as it is, but that SQLite may move its log into it.
 *
 * @throws AppError `database_missing`, `database_damaged`, `database_newer`, `data_unwritable`
 */
export function openReadOnly(file: string): Store {
  try {
    if (!statSync(file, { throwIfNoEntry: false })) throw new AppError('database_missing')
    const store = new Database(withoutLog(readWhole(file)))
    requireSound(store)
    migrate(store)
    configure(store)
    attachEmptyLedger(store)
    keepStatements(store)
    store.pragma('query_only = ON')
    return store
  } catch (thrown) {
    throw storeError(thrown)
  }
}

/** The database with what its write-ahead log holds. */
function readWhole(file: string): Buffer {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  if (!log?.size) return readFileSync(file)
  try {
    return serialize(file, { readonly: true })
  } catch {
    // The index of the log is missing, and a full disk has no room for it: with an exclusive lock SQLite holds it in memory.
    return serialize(file, { readonly: false })
  }
}

function serialize(file: string, { readonly }: { readonly: boolean }): Buffer {
  const store = new Database(file, { fileMustExist: true, readonly })
  try {
    if (!readonly) store.pragma('locking_mode = EXCLUSIVE')
    return store.serialize()
  } finally {
    store.close()
  }
}

/** A database in memory has no write-ahead log. @see https://sqlite.org/fileformat2.html section 1.3.3 */
function withoutLog(database: Buffer): Buffer {
  database.fill(1, 18, 20)
  return database
}
