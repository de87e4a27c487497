import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { AppError } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import type { Deps } from '../../runtime/deps.ts'
import { mayStillWork } from '../model/grant-status.ts'
import { endLost } from './revoke-lost-grants.ts'
import { removeConnection, mayStillHaveAccess, markRemoving } from './remove-connection.ts'
import { setRevocationTimer, sendRevocation } from './revocation-queue.ts'
import { plannedRefresh, revokeForMs } from '../../runtime/timings.ts'
import { recordRevocation } from './record-revocation.ts'
import { setRefreshTimer } from '../refresh/scheduler.ts'
import { announce, requireConnection, requireGrant, viewConnection } from '../model/view.ts'

/** One connection's; see requestRevokes. */
export function requestRevoke(deps: Deps, connectionId: string): ConnectionSummary {
  requestRevokes(deps, [connectionId])
  return viewConnection(deps, connectionId)
}

/**
 * Revoke is pressed: the intent is durable at once, for all of them or none, and nothing uses the grants' tokens from here. The
 * requests leave when the time for Undo is over; outbox.ts says how they end.
 *
 * @throws AppError `not_found`, `not_active`
 * @see RFC 7009
 */
export function requestRevokes(deps: Deps, connectionIds: readonly string[]): ConnectionSummary[] {
  const atMs = deps.now()
  write(deps.store, () => {
    for (const id of connectionIds) {
      const { grantId } = requireConnection(deps, id)
      const isMoved = moveGrant(deps.store, grantId, ['active', 'ended'], {
        state: 'revoking',
        revokeAtMs: atMs + deps.settings.undoMs,
        revokeUntilMs: atMs + revokeForMs,
        revokeAttempts: 0,
        nextTryAtMs: null,
      })
      if (!isMoved) throw new AppError('not_active')
      recordRevocation(deps, requireGrant(deps, grantId), 'revoke_requested')
    }
  })
  setRevocationTimer(deps)
  for (const id of connectionIds) announce(deps, id)
  return connectionIds.map((id) => viewConnection(deps, id))
}

/** Takes Revoke back: the grant is as it was. @throws AppError `not_active` when the time for it is over */
export function undoRevoke(deps: Deps, connectionId: string): ConnectionSummary {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.revokeAtMs === null || grant.revokeAtMs <= deps.now() || deps.live.revoking.has(grant.id)) {
    throw new AppError('not_active')
  }
  const hadEnded = grant.endedAtMs !== null
  write(deps.store, () => {
    const isMoved = moveGrant(deps.store, grant.id, ['revoking'], {
      state: hadEnded ? 'ended' : 'active',
      revokeAtMs: null,
      revokeUntilMs: null,
      nextTryAtMs: hadEnded ? null : plannedRefresh(grant, deps.random()),
    })
    if (!isMoved) throw new AppError('not_active')
    markRemoving(deps, connectionId, false)
    recordRevocation(deps, grant, 'revoke_undone')
  })
  setRefreshTimer(deps)
  announce(deps, connectionId)
  return viewConnection(deps, connectionId)
}

/** Tries a pending revocation now. Resolves with the connection as it then stands. @throws AppError `not_active` */
export async function retryRevoke(deps: Deps, connectionId: string): Promise<ConnectionSummary> {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.state !== 'revoking' || (grant.revokeAtMs ?? 0) > deps.now()) throw new AppError('not_active')

  await sendRevocation(deps, grant.id)
  setRevocationTimer(deps)
  return viewConnection(deps, connectionId)
}

/**
 * Removes a connection; its activity stays. Access that still works is revoked first, with Undo, and the row goes once the
 * institution has confirmed that. One whose access can't be ended from here goes at once, and a line in the activity says that access
 * may remain.
 *
 * @throws AppError `not_found`, or the keychain's state
 */
export async function remove(deps: Deps, connectionId: string): Promise<void> {
  const grant = requireGrant(deps, requireConnection(deps, connectionId).grantId)
  if (!mayStillHaveAccess(deps, connectionId)) {
    await endLost(deps, connectionId)
    return removeConnection(deps, connectionId)
  }

  if (grant.state !== 'revoking' && mayStillWork(grant)) requestRevoke(deps, connectionId)
  markRemoving(deps, connectionId, true)
  announce(deps, connectionId)
}
