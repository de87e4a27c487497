import { AppError } from '../core/errors.ts'

const fileCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'])

/** Converts errors of SQLite and the file system to `disk_full`, `database_damaged` or `data_unwritable`; returns any other unchanged. */
export function storeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof AppError || !('code' in thrown)) return thrown
  const cause = String(thrown.code)
  // SQLITE_IOERR_SHMSIZE: no space for the index of the write-ahead log, which reading needs too.
  if (/^(ENOSPC|SQLITE_FULL|SQLITE_IOERR_SHMSIZE)/.test(cause)) return new AppError('disk_full', { cause })
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(cause)) return new AppError('database_damaged', { cause })
  if (/^SQLITE_(READONLY|CANTOPEN|IOERR|PERM)/.test(cause) || fileCodes.has(cause)) {
    return new AppError('data_unwritable', { cause })
  }
  return thrown
}
