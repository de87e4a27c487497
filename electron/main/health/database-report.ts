import type { DatabaseReport } from '../../../shared/models/app.ts'
import { viewConnections } from '../connections/model/view.ts'
import { toFailure } from '../core/errors.ts'
import type { Deps } from '../runtime/deps.ts'
import { checkDatabase } from '../store/check.ts'
import { storeError } from '../store/failures.ts'
import { countDamagedRegistrations } from '../store/registrations.ts'

/** Reads every page of the database, and every row that the list is made of: SQLite finds no fault in a row whose words are wrong. */
export function reportDatabase(deps: Pick<Deps, 'store' | 'live' | 'now'>): DatabaseReport {
  const report = checkDatabase(deps)
  const faults = Math.max(report.faults, countDamagedRows(deps))
  return { ...report, faults, isSound: faults === 0 }
}

function countDamagedRows(deps: Pick<Deps, 'store' | 'live' | 'now'>): number {
  try {
    const damaged = viewConnections(deps).filter(({ problem }) => problem?.code === 'row_damaged')
    return damaged.length + countDamagedRegistrations(deps.store)
  } catch (thrown) {
    if (toFailure(storeError(thrown)).code !== 'database_damaged') throw thrown
    return 1
  }
}
