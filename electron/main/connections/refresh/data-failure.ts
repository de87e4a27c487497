import type { Failure } from '../../../../shared/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import type { ConnectionRow } from '../../store/rows.ts'
import { endGrant } from '../model/end-grant.ts'
import { requireGrant, viewConnection } from '../model/view.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/** Records why a data call failed. `grant_ended` ends the grant; the connection shows any other problem until a call works. */
export function recordDataFailure(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'log' | 'now' | 'clock' | 'runId'>,
  connection: ConnectionRow,
  problem: Failure,
): void {
  if (problem.code === 'grant_ended') {
    endGrant(deps, requireGrant(deps, connection.grantId), { problem })
    return
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
