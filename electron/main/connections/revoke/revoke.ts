import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { AppError } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import type { RevokeDeps } from './revoker.ts'
import { mayStillWork } from '../model/grant-status.ts'
import { revokeLostGrants } from './revoke-lost-grants.ts'
import { removeConnection, mayStillHaveAccess, markRemoving } from './remove-connection.ts'
import { setRevocationTimer, sendRevocation } from './revocation-queue.ts'
import { plannedRefresh } from '../../runtime/refresh-plan.ts'
import { revokeForMs } from '../../runtime/timings.ts'
import { recordRevocation } from './record-revocation.ts'
import { setRefreshTimer } from '../refresh/scheduler.ts'
import { announce, requireConnection, requireGrant, viewConnection } from '../model/view.ts'

/** Of many, those of the first call wait for the last one: a second more for each so many. */
const perSecond = 500

/** Requests the revocation of one connection; see `requestRevokes`. */
export function requestRevoke(deps: RevokeDeps, connectionId: string): ConnectionSummary {
  requestRevokes(deps, [connectionId])
  return viewConnection(deps, connectionId)
}

/**
 * Requests revocations: stored at once, for all of them or none, and no flow uses the grants' tokens from now on. The queue sends the
 * requests when the time for Undo is over (revocation-queue.ts).
 *
 * @param total how many are revoked together, where that takes several calls: Undo lasts longer for many
 * @throws AppError `not_found`, `not_active`
 * @see RFC 7009
 */
export function requestRevokes(
  deps: RevokeDeps,
  connectionIds: readonly string[],
  total = connectionIds.length,
): ConnectionSummary[] {
  const atMs = deps.now()
  const undoMs = deps.settings.undoMs + Math.floor(total / perSecond) * 1000
  write(deps.store, () => {
    for (const id of connectionIds) {
      const { grantId } = requireConnection(deps, id)
      const isMoved = moveGrant(deps.store, grantId, ['active', 'ended'], {
        state: 'revoking',
        revokeAtMs: atMs + undoMs,
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

/** Undoes Revoke of one connection; see `undoRevokes`. */
export function undoRevoke(deps: RevokeDeps, connectionId: string): ConnectionSummary {
  undoRevokes(deps, [connectionId])
  return viewConnection(deps, connectionId)
}

/**
 * Undoes Revoke: the grants are in their earlier state again. Those for which it is too late stay as they are.
 *
 * @throws AppError `not_found`; `not_active` when it is too late for all of them
 */
export function undoRevokes(deps: RevokeDeps, connectionIds: readonly string[]): void {
  const undone = write(deps.store, () => connectionIds.filter((id) => undoOne(deps, id)))
  if (undone.length === 0) throw new AppError('not_active')
  setRefreshTimer(deps)
  for (const id of undone) announce(deps, id)
}

/** @returns false when it is too late. In the caller's transaction */
function undoOne(deps: RevokeDeps, connectionId: string): boolean {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.revokeAtMs === null || grant.revokeAtMs <= deps.now() || deps.revoker.revocations.of(grant.id)) {
    return false
  }
  const hadEnded = grant.endedAtMs !== null
  const isMoved = moveGrant(deps.store, grant.id, ['revoking'], {
    state: hadEnded ? 'ended' : 'active',
    revokeAtMs: null,
    revokeUntilMs: null,
    nextTryAtMs: hadEnded ? null : plannedRefresh(deps, connection, grant),
  })
  if (!isMoved) return false
  markRemoving(deps, connectionId, false)
  recordRevocation(deps, grant, 'revoke_undone')
  return true
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
