import { readPreferences } from '../../store/preferences.ts'
import type { DatasetDeps } from '../dataset-deps.ts'

/** After so many failed runs in a row the user is notified, once. */
const failuresToNotify = 3

/** Notifies the user of a dataset whose runs fail, if they want to hear of what needs them. */
export function notifyFailedRuns(deps: DatasetDeps, name: string, failedInARow: number): void {
  const { quiet, notifyBroken } = readPreferences(deps.store)
  if (failedInARow !== failuresToNotify || quiet || !notifyBroken) return
  deps.notify({
    title: `The dataset ${name} failed three times`,
    body: 'Open Data in Mooring to see why and to run it again.',
  })
}
