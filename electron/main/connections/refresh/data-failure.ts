import type { Failure } from '../../../../shared/errors.ts'
import { notifyBroken } from '../../notifications/notify.ts'
import { appendActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import type { ConnectionRow } from '../../store/rows.ts'
import { endGrant } from '../model/end-grant.ts'
import { requireGrant, viewConnection } from '../model/view.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/**
 * Records why a data call failed. `grant_ended` ends the grant; the connection shows any other problem until a call works.
 *
 * @param cause `planned`: no user waits for the call, so an end is a notification
 */
export function recordDataFailure(
  deps: TokenDeps,
  connection: ConnectionRow,
  problem: Failure,
  cause: 'asked' | 'planned' = 'asked',
): void {
  if (problem.code === 'grant_ended') {
    const hasEnded = endGrant(deps, requireGrant(deps, connection.grantId), { problem })
    if (!hasEnded || cause === 'asked') return
    const { institutionName } = viewConnection(deps, connection.id)
    return notifyBroken(deps, { kind: 'ended', id: connection.id, name: institutionName })
  }
  write(deps.store, () => {
    moveGrant(deps.store, connection.grantId, ['active'], { problem })
    appendActivity(deps.store, {
      connectionId: connection.id,
      institutionName: viewConnection(deps, connection.id).institutionName,
      atMs: deps.now(),
      kind: 'data_failed',
      problem,
    })
  })
}
