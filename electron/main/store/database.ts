import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { backUp } from './backups.ts'
import { storeError } from './failures.ts'
import { inspect } from './inspect.ts'
import { attachLedger } from './ledger-file.ts'
import { migrate, schemaVersion } from './migrations/index.ts'
import { createDatabase, isMissing, replaceDatabase } from './replace-database.ts'

export type Store = Database.Database

/**
 * Opens the database: checks it before any change, backs it up before a migration, and makes every commit durable. Creates one only in a
 * folder that never had one.
 *
 * @param keychainService the keychain service that holds the secrets of this data
 * @throws AppError `database_missing` (nothing is created), `database_newer` and `database_damaged` (the file is unchanged; `openInstead`
 * replaces a missing or damaged one), `data_unwritable`, `disk_full`, `data_of_another_app`
 */
export function openStore(file: string, keychainService?: string): Store {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    if (isMissing(file)) throw new AppError('database_missing')
    if (!existsSync(file)) createDatabase(file)
    const version = inspect(file)
    const store = new Database(file)
    try {
      configure(store)
      if (version < schemaVersion) backUp(store, file, `v${version}`, Date.now())
      migrate(store)
      attachLedger(store, file, keychainService)
      keepStatements(store)
    } catch (thrown) {
      store.close()
      throw thrown
    }
    chmodSync(file, 0o600)
    return store
  } catch (thrown) {
    throw storeError(thrown)
  }
}

/** Sets what SQLite does not keep in the file. */
export function configure(store: Store): void {
  store.pragma('journal_mode = WAL')
  // better-sqlite3 opens a WAL file with NORMAL: a power cut could then lose a token that the server has already rotated.
  store.pragma('synchronous = FULL')
  store.pragma('foreign_keys = ON')
  store.pragma('busy_timeout = 5000')
  store.pragma('trusted_schema = OFF')
  store.pragma('cell_size_check = ON')
  store.pragma('secure_delete = ON')
  if (process.platform === 'darwin') store.pragma('checkpoint_fullfsync = ON')
}

const mostStatements = 500

/** Compiles each statement once: compiling took as long as running. */
export function keepStatements(store: Store): void {
  const compile = store.prepare.bind(store)
  const kept = new Map<string, Database.Statement>()
  const prepare = (sql: string): Database.Statement => {
    const known = kept.get(sql)
    if (known) return known
    if (kept.size >= mostStatements) kept.clear()
    const statement = compile(sql)
    kept.set(sql, statement)
    return statement
  }
  store.prepare = prepare as Store['prepare']
}

/**
 * Opens the last good copy, or an empty database, instead of a damaged or missing one. Sets the old files aside and deletes nothing.
 *
 * @throws AppError `not_found` when there is no good copy, `disk_full`, `data_unwritable`; nothing was moved then
 */
export function openInstead(file: string, from: 'backup' | 'nothing', keychainService?: string): Store {
  try {
    replaceDatabase(file, from)
  } catch (thrown) {
    throw storeError(thrown)
  }
  return openStore(file, keychainService)
}

/**
 * Runs `work` as one transaction that holds the write lock from the start, so that nothing it reads can change. Inside another transaction
 * it joins that one. Never asynchronous. Checks first that the file is still there: the system lets a program write to a deleted file,
 * which is gone when the program ends.
 *
 * @throws AppError `disk_full`, `data_unwritable`, `database_damaged`; then nothing was written
 */
export function write<T>(store: Store, work: () => T): T {
  try {
    if (store.inTransaction) return work()
    if (!store.memory && !existsSync(store.name)) throw new AppError('data_unwritable', { cause: 'ENOENT' })
    return store.transaction(work).immediate()
  } catch (thrown) {
    throw storeError(thrown)
  }
}

/**
 * Leaves one file, with no deleted data in a -wal. On a full disk the -wal stays and holds what the file does not; the next start reads
 * both.
 */
export function closeStore(store: Store): void {
  if (!store.open) return
  try {
    store.pragma('wal_checkpoint(TRUNCATE)')
  } catch (thrown) {
    if (!(storeError(thrown) instanceof AppError)) throw thrown
  } finally {
    store.close()
  }
}
