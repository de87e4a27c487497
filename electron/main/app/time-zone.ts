import { replanByClock } from '../connections/refresh/policies.ts'
import type { DatasetDeps } from '../datasets/dataset-deps.ts'
import { replanSchedules } from '../datasets/schedule/dataset-timer.ts'
import { lookUpTimeZone } from '../runtime/hours.ts'
import { write } from '../store/database.ts'
import { readPlannedZone, writePlannedZone } from '../store/preferences.ts'

/** A computer that travels learns its zone some time after it wakes up. */
const lookMs = 10 * 60_000

/**
 * Plans refreshes and runs that depend on a time of day again when the computer is in another time zone than when they were planned. Checks
 * now and every ten minutes. Call at start and after the computer slept.
 */
export function followTimeZone(deps: DatasetDeps): void {
  lookAt(deps, deps.now())
}

function lookAt(deps: DatasetDeps, atMs: number): void {
  deps.timers.set('time zone', atMs, () => {
    lookAt(deps, deps.now() + lookMs)
    const zone = lookUpTimeZone(process)
    const before = readPlannedZone(deps.store)
    if (zone === before) return
    if (before !== null) {
      replanByClock(deps)
      replanSchedules(deps)
    }
    write(deps.store, () => writePlannedZone(deps.store, zone))
  })
}
