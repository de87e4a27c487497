import { failure, type Failure } from '../../../shared/errors.ts'
import { AppError } from '../core/errors.ts'

/**
 * Runs what reads one row.
 *
 * @throws AppError `row_damaged` for JSON that can't be read
 */
export function readRow<T>(read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    throw thrown instanceof SyntaxError ? new AppError('row_damaged') : thrown
  }
}

/** The rows that can be read, of several: a damaged one hides no other. */
export function readableRows<Stored, Row>(stored: readonly Stored[], toRow: (stored: Stored) => Row): Row[] {
  return stored.flatMap((one) => {
    try {
      return [toRow(one)]
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'row_damaged') return []
      throw thrown
    }
  })
}

/** A stored failure; `row_damaged` where it can't be read, because it only informs. */
export function readFailure(json: string | null): Failure | null {
  if (json === null) return null
  try {
    return failure.parse(JSON.parse(json))
  } catch {
    // Neither JSON nor a failure of this version.
    return { code: 'row_damaged', detail: {} }
  }
}
