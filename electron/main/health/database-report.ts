import type { DatabaseReport } from '../../../shared/models/app.ts'
import { viewConnections, type ViewDeps } from '../connections/model/view.ts'
import { toFailure } from '../core/errors.ts'
import { checkDatabase } from '../store/check.ts'
import { storeError } from '../store/failures.ts'
import { countDamagedInstitutions } from '../store/institutions.ts'
import { countDamagedRegistrations } from '../store/registrations.ts'

/** Checks every page of the database and every row of the list: SQLite reports nothing for a row with wrong values. */
export function reportDatabase(deps: ViewDeps): DatabaseReport {
  const report = checkDatabase(deps)
  const faults = Math.max(report.faults, countDamagedRows(deps))
  return { ...report, faults, isSound: faults === 0 }
}

function countDamagedRows(deps: ViewDeps): number {
  try {
    const damaged = viewConnections(deps).filter(({ problem }) => problem?.code === 'row_damaged')
    return damaged.length + countDamagedRegistrations(deps.store) + countDamagedInstitutions(deps.store)
  } catch (thrown) {
    if (toFailure(storeError(thrown)).code !== 'database_damaged') throw thrown
    return 1
  }
}
