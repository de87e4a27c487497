import {
  chmodSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../errors.ts'
import { attachLedger } from './ledger.ts'
import { migrate, schemaVersion } from './migrations.ts'

export type Store = Database.Database

/** "Moor" in ASCII: tells our file from any other SQLite database. */
const applicationId = 0x4d6f6f72
const backupsKept = 3

/**
 * Opens the database: looked at before it is touched, checked, backed up before a migration, and durable at every commit.
 *
 * @throws AppError `database_newer` (the file is left as it is), `database_damaged` (likewise; `setAsideDamaged` moves it),
 *   `data_unwritable`, `disk_full`
 */
export function openStore(file: string): Store {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const version = existsSync(file) ? inspect(file) : null
    const store = new Database(file)
    try {
      configure(store)
      if (version !== null && version < schemaVersion) backUp(store, file, `v${version}`)
      migrate(store)
      store.pragma(`application_id = ${applicationId}`)
      attachLedger(store, file)
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

/** @returns the schema version. Read-only, so that a file from the future keeps every byte. */
function inspect(file: string): number {
  // SQLite takes an empty file for a new database: here it means that the content is gone.
  if (statSync(file).size === 0) throw new AppError('database_damaged', { cause: 'empty' })
  const store = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const id = Number(store.pragma('application_id', { simple: true }))
    const version = Number(store.pragma('user_version', { simple: true }))
    if (id !== applicationId) throw new AppError('database_damaged', { cause: 'application_id' })
    if (version > schemaVersion) throw new AppError('database_newer', { version })
    if (store.pragma('quick_check', { simple: true }) !== 'ok') {
      throw new AppError('database_damaged', { cause: 'quick_check' })
    }
    return version
  } finally {
    store.close()
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

function backUp(store: Store, file: string, label: string): void {
  const folder = join(dirname(file), 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const copy = join(folder, `${basename(file)}.${stamp}.${label}`)
  store.prepare('VACUUM INTO ?').run(copy)
  chmodSync(copy, 0o600)
  syncToDisk(copy)
  for (const old of readdirSync(folder).sort().slice(0, -backupsKept)) rmSync(join(folder, old))
}

function syncToDisk(file: string): void {
  const handle = openSync(file, 'r+')
  fsyncSync(handle)
  closeSync(handle)
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

const fileCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'])

function storeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof AppError || !('code' in thrown)) return thrown
  const cause = String(thrown.code)
  if (cause === 'ENOSPC' || cause.startsWith('SQLITE_FULL')) return new AppError('disk_full', { cause })
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(cause)) return new AppError('database_damaged', { cause })
  if (/^SQLITE_(READONLY|CANTOPEN|IOERR|PERM)/.test(cause) || fileCodes.has(cause)) {
    return new AppError('data_unwritable', { cause })
  }
  return thrown
}
