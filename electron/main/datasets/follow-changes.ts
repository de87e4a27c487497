import type { EventName, EventPayload } from '../../../shared/contract.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { deleteEndedSoon } from './ended-access.ts'
import { hasAccessEnded } from './selection.ts'
import { planTeamCopies } from './team/team-timer.ts'
import { planAfterRefresh, runAfterKeychain } from './schedule/dataset-timer.ts'

/**
 * Does for datasets what follows from other changes: a run after a refresh, the deletion of a connection's data once its access has ended,
 * and what waited for the keychain. Never throws: the change itself is already stored.
 */
export function followChanges(deps: DatasetDeps, name: EventName, payload: EventPayload<EventName>): void {
  try {
    if (name === 'connection.removed') {
      planTeamCopies(deps)
      deleteEndedSoon(deps)
    }
    if (name === 'keychain.changed' && isUsable(payload as EventPayload<'keychain.changed'>))
      runAfterKeychain(deps)
    if (name !== 'connection.changed') return
    const connection = payload as EventPayload<'connection.changed'>
    planTeamCopies(deps)
    planAfterRefresh(deps, connection)
    if (hasAccessEnded(connection)) deleteEndedSoon(deps)
  } catch (thrown) {
    if (deps.store.open) deps.log.error('dataset.not_followed', thrown)
  }
}

function isUsable({ state }: EventPayload<'keychain.changed'>): boolean {
  return state === 'keychain' || state === 'memory'
}
