import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../core/errors.ts'
import { keepStatements } from '../../store/database.ts'
import { syncFile, syncFolder } from '../../store/durable.ts'
import { openLock } from '../../store/folder-lock.ts'
import { datasetError } from './failures.ts'
import { isOnShare } from './network-share.ts'
import { applicationId, schema, schemaVersion } from './schema.ts'

/** An open dataset's file. One process at a time has it open to write; other programs may read it meanwhile. */
export interface DatasetFile {
  readonly db: Database.Database
  readonly path: string
  close(): void
}

/**
 * Opens a dataset's file, and creates one where there is none, in a folder that it may create as well.
 *
 * @param options.mustExist creates nothing
 * @throws AppError `dataset_gone` without the file, or the folder around its folder; `dataset_not_ours`, `dataset_newer`,
 * `dataset_damaged`, `dataset_on_share`: nothing was changed; `dataset_in_use`, `disk_full`, `file_unwritable`
 */
export function openDatasetFile(path: string, options: { mustExist?: boolean } = {}): DatasetFile {
  const file = resolve(path)
  try {
    prepareFolder(file, options.mustExist ?? false)
    if (isOnShare(dirname(file))) throw new AppError('dataset_on_share')
    if (existsSync(file)) requireOurs(file)
    else if (options.mustExist) throw new AppError('dataset_gone')
    return openLocked(file)
  } catch (thrown) {
    throw datasetError(thrown)
  }
}

function prepareFolder(file: string, mustExist: boolean): void {
  const folder = dirname(file)
  if (existsSync(folder)) return
  if (mustExist || !existsSync(dirname(folder))) throw new AppError('dataset_gone')
  mkdirSync(folder, { mode: 0o700 })
}

function openLocked(file: string): DatasetFile {
  const lock = openLock(lockOf(file))
  lock.take()
  try {
    if (!existsSync(file)) create(file)
    chmodSync(file, 0o600)
    const db = new Database(file, { fileMustExist: true, timeout: 2000 })
    try {
      configure(db)
    } catch (thrown) {
      db.close()
      throw thrown
    }
    return {
      db,
      path: file,
      close() {
        close(db)
        lock.release()
      },
    }
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

function lockOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.lock`)
}

/** Looks at the file's header, without opening it as a database: nothing of another program's is changed. */
function requireOurs(file: string): void {
  const header = Buffer.alloc(72)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, header, 0, header.length, 0)
  } finally {
    closeSync(handle)
  }
  const isSqlite = header.toString('latin1', 0, 16) === 'SQLite format 3\0'
  if (!isSqlite || header.readUInt32BE(68) !== applicationId) throw new AppError('dataset_not_ours')
}

/** Under another name until it is complete and on the disk: a crash leaves no file, or all of it. */
function create(file: string): void {
  const unfinished = `${file}.unfinished`
  rmSync(unfinished, { force: true })
  try {
    closeSync(openSync(unfinished, 'wx', 0o600))
    const db = new Database(unfinished)
    try {
      db.exec(schema)
      db.pragma(`user_version = ${schemaVersion}`)
      db.pragma(`application_id = ${applicationId}`)
    } finally {
      db.close()
    }
    syncFile(unfinished)
    renameSync(unfinished, file)
    syncFolder(dirname(file))
  } catch (thrown) {
    rmSync(unfinished, { force: true })
    throw thrown
  }
}

function configure(db: Database.Database): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > schemaVersion) throw new AppError('dataset_newer', { version })
  db.pragma('journal_mode = WAL')
  // With NORMAL a power cut could take back a run whose rows a copy already has, and the next run would get its number.
  db.pragma('synchronous = FULL')
  if (process.platform === 'darwin') db.pragma('checkpoint_fullfsync = ON')
  db.pragma('foreign_keys = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  // Pages of a month, in kB: with SQLite's own 2 MB, a first run writes them several times.
  db.pragma('cache_size = -32000')
  db.pragma('secure_delete = ON')
  keepStatements(db)
  // Another program that writes shows here, before anything is read from an institution.
  db.exec('BEGIN IMMEDIATE; COMMIT')
}

/** Leaves one file, with no deleted data beside it, unless another program reads it: that is not waited for. */
function close(db: Database.Database): void {
  if (!db.open) return
  try {
    db.pragma('busy_timeout = 0')
    db.pragma('wal_checkpoint(TRUNCATE)')
  } catch (thrown) {
    if (!(datasetError(thrown) instanceof AppError)) throw thrown
  } finally {
    db.close()
  }
}

/**
 * Runs `work` as one transaction that holds the write lock from the start: all of it is in the file, or nothing.
 *
 * @throws AppError `dataset_gone`, `dataset_in_use`, `dataset_damaged`, `disk_full`, `file_unwritable`
 */
export function commit<T>(file: DatasetFile, work: () => T): T {
  try {
    if (file.db.inTransaction) return work()
    // The system lets a program write to a deleted file, which is gone when the program ends.
    if (!existsSync(file.path)) throw new AppError('dataset_gone')
    return file.db.transaction(work).immediate()
  } catch (thrown) {
    throw datasetError(thrown)
  }
}

/**
 * Deletes a dataset's file and what SQLite keeps beside it. Does nothing without one.
 *
 * @throws AppError `dataset_not_ours`, `dataset_in_use`, `file_unwritable`
 */
export function deleteDatasetFile(path: string): void {
  const file = resolve(path)
  try {
    if (!existsSync(dirname(file))) return
    if (existsSync(file)) requireOurs(file)
    const lock = openLock(lockOf(file))
    lock.take()
    for (const end of ['', '-wal', '-shm', '.unfinished']) rmSync(file + end, { force: true })
    lock.release()
    rmSync(lockOf(file), { force: true })
  } catch (thrown) {
    throw datasetError(thrown)
  }
}
