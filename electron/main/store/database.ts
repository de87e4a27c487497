import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../errors.ts'
import { backUp, lastGoodBackup, putBack } from './backups.ts'
import { storeError } from './failures.ts'
import { applicationId, inspect } from './inspect.ts'
import { attachLedger } from './ledger.ts'
import { migrate, schemaVersion } from './migrations.ts'

export type Store = Database.Database

/**
 * Opens the database: looked at before it is touched, checked, backed up before a migration, and durable at every commit.
 *
 * @param keychainService the name under which the system's keychain holds the secrets of these data
 * @throws AppError `database_newer` (the file is left as it is), `database_damaged` (likewise; `setAsideDamaged` moves it),
 *   `data_unwritable`, `disk_full`, `data_of_another_app`
 */
export function openStore(file: string, keychainService?: string): Store {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const version = existsSync(file) ? inspect(file) : null
    const store = new Database(file)
    try {
      configure(store)
      if (version !== null && version < schemaVersion) backUp(store, file, `v${version}`, Date.now())
      migrate(store)
      store.pragma(`application_id = ${applicationId}`)
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
 * Opens the last good copy in the place of a database that is damaged, or an empty one. What is there is set aside first.
 *
 * @throws AppError `not_found` when there is no good copy; then nothing was moved
 */
export function openInstead(file: string, from: 'backup' | 'nothing', keychainService?: string): Store {
  const backup = from === 'backup' ? lastGoodBackup(file) : null
  if (from === 'backup' && backup === null) throw new AppError('not_found')
  try {
    setAsideDamaged(file)
    if (backup) putBack(backup.file, file)
  } catch (thrown) {
    throw storeError(thrown)
  }
  return openStore(file, keychainService)
}

/**
 * Moves a damaged database with its -wal and -shm into a folder of its own, so that the next start begins anew and nothing
 * is deleted.
 *
 * @returns the folder
 */
export function setAsideDamaged(file: string): string {
  const folder = join(dirname(file), `damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
  mkdirSync(folder, { mode: 0o700 })
  for (const name of [file, `${file}-wal`, `${file}-shm`]) {
    if (existsSync(name)) renameSync(name, join(folder, basename(name)))
  }
  return folder
}

/**
 * Runs `work` as one transaction that has the write lock from its beginning, so that nothing it read can have changed. Inside
 * another it joins that one. Never asynchronous.
 *
 * @throws AppError `disk_full`, `data_unwritable`, `database_damaged`; then nothing of it was done
 */
export function write<T>(store: Store, work: () => T): T {
  try {
    return store.inTransaction ? work() : store.transaction(work).immediate()
  } catch (thrown) {
    throw storeError(thrown)
  }
}

/** Leaves one file behind, with nothing in a -wal that was deleted from it. */
export function closeStore(store: Store): void {
  if (!store.open) return
  store.pragma('wal_checkpoint(TRUNCATE)')
  store.close()
}
