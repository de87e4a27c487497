import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { AppError } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import type { RevokeDeps } from './revoker.ts'
import { mayStillWork } from '../model/grant-status.ts'
import { revokeLostGrants } from './revoke-lost-grants.ts'
import { removeConnection, mayStillHaveAccess, markRemoving } from './remove-connection.ts'
import { setRevocationTimer, sendRevocation } from './revocation-queue.ts'
import { plannedRefresh, revokeForMs } from '../../runtime/timings.ts'
import { recordRevocation } from './record-revocation.ts'
import { setRefreshTimer } from '../refresh/scheduler.ts'
import { announce, requireConnection, requireGrant, viewConnection } from '../model/view.ts'

/** Requests the revocation of one connection; see `requestRevokes`. */
export function requestRevoke(deps: RevokeDeps, connectionId: string): ConnectionSummary {
  requestRevokes(deps, [connectionId])
  return viewConnection(deps, connectionId)
}

/**
 * Requests revocations: stored at once, for all of them or none, and no flow uses the grants' tokens from now on. The queue sends the
 * requests when the time for Undo is over (revocation-queue.ts).
 *
 * @throws AppError `not_found`, `not_active`
 * @see RFC 7009
 */
export function requestRevokes(deps: RevokeDeps, connectionIds: readonly string[]): ConnectionSummary[] {
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

/** Undoes Revoke: the grant is in its earlier state again. @throws AppError `not_active` when it is too late */
export function undoRevoke(deps: RevokeDeps, connectionId: string): ConnectionSummary {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.revokeAtMs === null || grant.revokeAtMs <= deps.now() || deps.revoker.revocations.of(grant.id)) {
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

/** Sends a pending revocation now. Resolves with the connection's new view. @throws AppError `not_active` */
export async function retryRevoke(deps: RevokeDeps, connectionId: string): Promise<ConnectionSummary> {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.state !== 'revoking' || (grant.revokeAtMs ?? 0) > deps.now()) throw new AppError('not_active')

  await sendRevocation(deps, grant.id)
  setRevocationTimer(deps)
  return viewConnection(deps, connectionId)
}

/**
 * Removes a connection; its activity stays. Access that still works is revoked first, with Undo, and the connection is removed when the
 * institution confirms. A connection whose access can't be revoked is removed at once, and the activity says that access may remain.
 *
 * @throws AppError `not_found`, or the keychain's state
 */
export async function remove(deps: RevokeDeps, connectionId: string): Promise<void> {
  const grant = requireGrant(deps, requireConnection(deps, connectionId).grantId)
  if (!mayStillHaveAccess(deps, connectionId)) {
    await revokeLostGrants(deps, connectionId)
    return removeConnection(deps, connectionId)
  }

  if (grant.state !== 'revoking' && mayStillWork(grant)) requestRevoke(deps, connectionId)
  markRemoving(deps, connectionId, true)
  announce(deps, connectionId)
}
