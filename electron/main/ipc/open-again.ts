import type { ParsedInput } from '../../../shared/contract.ts'
import type { AppStatus } from '../../../shared/models/app.ts'
import { AppError } from '../core/errors.ts'
import { reportDatabase } from '../health/database-report.ts'

/** Replaces the database of a running app, which is possible only while it is damaged. @throws AppError `not_active` */
export function openAgain(
  deps: Parameters<typeof reportDatabase>[0],
  app: AppStatus,
  from: ParsedInput<'app.open'>['from'],
  replaceAndRestart: (from: 'backup' | 'nothing') => void,
): AppStatus {
  if (from === 'file') return app
  if (reportDatabase(deps).isSound) throw new AppError('not_active')
  replaceAndRestart(from)
  return app
}
