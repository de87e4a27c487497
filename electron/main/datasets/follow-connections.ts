import type { EventName, EventPayload } from '../../../shared/contract.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { deleteEndedSoon } from './ended-access.ts'
import { hasAccessEnded } from './run/select.ts'
import { planAfterRefresh } from './schedule/dataset-timer.ts'

/**
 * Does for datasets what follows from a change of a connection: a run after a refresh, and the deletion of its data once its access has
 * ended. Never throws: the change itself is already stored.
 */
export function followConnections(
  deps: DatasetDeps,
  name: EventName,
  payload: EventPayload<EventName>,
): void {
  try {
    if (name === 'connection.removed') deleteEndedSoon(deps)
    if (name !== 'connection.changed') return
    const connection = payload as EventPayload<'connection.changed'>
    planAfterRefresh(deps, connection)
    if (hasAccessEnded(connection)) deleteEndedSoon(deps)
  } catch (thrown) {
    if (deps.store.open) deps.log.error('dataset.not_followed', thrown)
  }
}
