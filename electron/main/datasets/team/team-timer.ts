import { write } from '../../store/database.ts'
import { listTeamCopies, saveTeamCopy } from '../../store/team-copies.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { announceDataset } from '../view.ts'
import { bringUpTeam } from './bring-up-team.ts'

/** Connections often change one after the other. */
const collectMs = 2 * 60_000
/** How often the network is checked while it is away and a copy is due. */
const networkCheckMs = 30_000
const keychainCheckMs = 15 * 60_000

/** Sets the timer for the next copy that no run makes. Call after any change, and at start. */
export function setTeamTimer(deps: DatasetDeps): void {
  const times = listTeamCopies(deps.store)
    .filter(({ datasetId }) => !deps.datasets.runs.isRunning(datasetId))
    .flatMap(({ dueAtMs }) => dueAtMs ?? [])
  deps.timers.set('team copies', times.length === 0 ? null : Math.min(...times), () => copyDue(deps))
}

/** The state of a connection changed: the team is to see it soon. */
export function planTeamCopies(deps: DatasetDeps, inMs = collectMs): void {
  const dueAtMs = deps.now() + inMs
  const planned = listTeamCopies(deps.store).filter((row) => row.dueAtMs === null || row.dueAtMs > dueAtMs)
  if (planned.length === 0) return
  write(deps.store, () => {
    for (const row of planned) saveTeamCopy(deps.store, { ...row, dueAtMs })
  })
  setTeamTimer(deps)
}

/** Brings up one dataset's copy now, unless a run does it at its end. */
export async function copyNow(deps: DatasetDeps, datasetId: string): Promise<void> {
  await deps.datasets.runs.start(datasetId, async (signal) => {
    await bringUpTeam(deps, datasetId, signal)
  })
  announceDataset(deps, datasetId)
  if (deps.store.open) setTeamTimer(deps)
}

async function copyDue(deps: DatasetDeps): Promise<void> {
  // The user is not asked for a locked keychain. Once it is unlocked, the next run or the next hour copies.
  const { state } = deps.keychain.status()
  const canRead = state === 'keychain' || state === 'memory' || state === 'checking'
  if (!canRead) return deps.timers.set('team copies', deps.now() + keychainCheckMs, () => copyDue(deps))
  if (!deps.network.isStable()) {
    return deps.timers.set('team copies', deps.now() + networkCheckMs, () => copyDue(deps))
  }
  for (const { datasetId, dueAtMs } of listTeamCopies(deps.store)) {
    if (dueAtMs === null || dueAtMs > deps.now() || deps.datasets.runs.isRunning(datasetId)) continue
    await copyNow(deps, datasetId)
  }
  if (deps.store.open) setTeamTimer(deps)
}
