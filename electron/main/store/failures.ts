import { AppError } from '../errors.ts'

const fileCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST'])

/** What SQLite and the file system throw, as `disk_full`, `database_damaged` or `data_unwritable`; anything else as it is. */
export function storeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof AppError || !('code' in thrown)) return thrown
  const cause = String(thrown.code)
  if (cause === 'ENOSPC' || cause.startsWith('SQLITE_FULL')) return new AppError('disk_full', { cause })
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(cause)) return new AppError('database_damaged', { cause })
  if (/^SQLITE_(READONLY|CANTOPEN|IOERR|PERM)/.test(cause) || fileCodes.has(cause)) {
    return new AppError('data_unwritable', { cause })
  }
  return thrown
}
