import { AppError } from '../../core/errors.ts'
import { storeError } from '../../store/failures.ts'
import type { ErrorCode } from '../../../../shared/errors.ts'

/** What the same failure of our own database is for a dataset's file. */
const codes: Partial<Record<ErrorCode, ErrorCode>> = {
  data_in_use: 'dataset_in_use',
  data_unwritable: 'file_unwritable',
  database_damaged: 'dataset_damaged',
}

/** Converts errors of SQLite and the file system to those of a dataset's file; returns any other unchanged. */
export function datasetError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return new AppError('dataset_in_use', { cause: code })
  if (code === 'ENOENT') return new AppError('dataset_gone', { cause: code })
  const failure = storeError(thrown)
  if (!(failure instanceof AppError)) return failure
  return new AppError(codes[failure.code] ?? failure.code, failure.detail)
}
