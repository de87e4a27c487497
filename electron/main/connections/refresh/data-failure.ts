import type { Failure } from '../../../../shared/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import type { ConnectionRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { viewConnection } from '../model/view.ts'

/** What a data call failed with is shown on the connection until one works; `grant_ended` ends the grant. */
export function recordDataFailure(
  deps: Pick<Deps, 'store' | 'live' | 'now'>,
  connection: ConnectionRow,
  problem: Failure,
): void {
  const hasEnded = problem.code === 'grant_ended'
  const atMs = deps.now()
  write(deps.store, () => {
    moveGrant(
      deps.store,
      connection.grantId,
      ['active'],
      hasEnded ? { state: 'ended', endedAtMs: atMs, problem, nextTryAtMs: null } : { problem },
    )
    appendActivity(deps.store, {
      connectionId: connection.id,
      institutionName: viewConnection(deps, connection.id).institutionName,
      atMs,
      kind: hasEnded ? 'ended' : 'data_failed',
      problem,
    })
  })
  if (hasEnded) deps.live.accessTokens.delete(connection.grantId)
}
