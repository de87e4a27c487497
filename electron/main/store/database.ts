import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { backUp } from './backups.ts'
import { storeError } from './failures.ts'
import { inspect } from './inspect.ts'
import { attachLedger } from './ledger.ts'
import { migrate, schemaVersion } from './migrations/index.ts'
import { createDatabase, isMissing, replaceDatabase } from './put-in-place.ts'

export type Store = Database.Database

/**
 * Opens the database: checked before it is touched, backed up before a migration, and durable at every commit. It is created only in
 * a folder that never had one.
 *
 * @param keychainService the name under which the system's keychain holds the secrets of these data
 * @throws AppError `database_missing` (nothing is created), `database_newer` and `database_damaged` (the file is left as it is;
 *   `openInstead` replaces a missing or damaged one), `data_unwritable`, `disk_full`, `data_of_another_app`
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
    inodes.set(store, statSync(file).ino)
    return store
  } catch (thrown) {
    throw storeError(thrown)
  }
}

function configure(store: Store): void {
  store.pragma('journal_mode = WAL')
  // better-sqlite3 opens a WAL file at NORMAL: a power cut could then take back a token that the server has rotated already.
  store.pragma('synchronous = FULL')
  store.pragma('foreign_keys = ON')
  store.pragma('busy_timeout = 5000')
  store.pragma('trusted_schema = OFF')
  store.pragma('cell_size_check = ON')
  store.pragma('secure_delete = ON')
  if (process.platform === 'darwin') store.pragma('checkpoint_fullfsync = ON')
}

const mostStatements = 500

/** Each statement is compiled once: that took as long as running it. */
function keepStatements(store: Store): void {
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
 * Opens the last good copy, or an empty database, in the place of one that is damaged or missing. What is there is set aside, and
 * nothing is deleted.
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
 * Runs `work` as one transaction that has the write lock from its beginning, so that nothing it read can have changed. Inside
 * another it joins that one. Never asynchronous. Each commit looks whether the file is still there: the system lets a program write to
 * a deleted file, which is gone when the program ends.
 *
 * @throws AppError `disk_full`, `data_unwritable`, `database_damaged`; then nothing of it was done
 */
export function write<T>(store: Store, work: () => T): T {
  try {
    if (store.inTransaction) return work()
    if (isFileGone(store)) throw new AppError('data_unwritable', { cause: 'ENOENT' })
    return store.transaction(work).immediate()
  } catch (thrown) {
    throw storeError(thrown)
  }
}

/** The file that each store was opened from. */
const inodes = new WeakMap<Store, number>()

function isFileGone(store: Store): boolean {
  const opened = inodes.get(store)
  return opened !== undefined && statSync(store.name, { throwIfNoEntry: false })?.ino !== opened
}

/**
 * Leaves one file behind, with nothing in a -wal that was deleted from it. On a full disk the -wal stays and holds what the file does
 * not; the next start reads both.
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
