import { recordConsent } from '../../receipts/record.ts'
import { appendActivity } from '../../store/activity.ts'
import { deleteConnection, findConnection, setRemoving } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { listGrants } from '../../store/grants.ts'
import { allowTokenDeletion } from '../../store/ledger.ts'
import { recordRemaining } from './revoke-lost-grants.ts'
import { mayRemain, mayStillWork } from '../model/grant-status.ts'
import { deleteToken } from '../tokens/grant-token.ts'
import { requireConnection, viewConnection } from '../model/view.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/**
 * Whether access of this connection has to be revoked first: removing it now would leave a working grant that nobody sees.
 */
export function mayStillHaveAccess(deps: Pick<TokenDeps, 'store'>, connectionId: string): boolean {
  return listGrants(deps.store, connectionId).some(mayStillWork)
}

/** Removes a connection, secrets first; its activity stays. @throws AppError the keychain's state; then nothing is removed */
export async function removeConnection(deps: TokenDeps, connectionId: string): Promise<void> {
  const { institutionName } = viewConnection(deps, connectionId)
  const grants = listGrants(deps.store, connectionId)
  for (const grant of grants) {
    if (grant.generation > 0) await deleteToken(deps, grant.id, grant.generation)
  }
  // A token that is left goes with its row.
  write(deps.store, () => {
    for (const { id } of grants) allowTokenDeletion(deps.store, id)
  })
  write(deps.store, () => {
    for (const grant of grants) recordRemaining(deps, grant, institutionName)
    recordConsent(
      deps,
      { id: requireConnection(deps, connectionId).grantId, connectionId },
      { kind: 'removed', mayRemain: grants.some(mayRemain) },
    )
    appendActivity(deps.store, { connectionId, institutionName, atMs: deps.now(), kind: 'removed' })
    deleteConnection(deps.store, connectionId)
  })
  for (const grant of grants) deps.tokens.deleteAccessToken(grant.id)
  deps.emit('connection.removed', { id: connectionId })
}

/** Removes a connection that the user wants removed, once the institution has confirmed the revocation. */
export async function removeIfRevoked(deps: TokenDeps, connectionId: string): Promise<void> {
  const connection = findConnection(deps.store, connectionId)
  if (!connection?.removing) return
  const hasFailed = listGrants(deps.store, connectionId).some(({ state }) => state === 'revoking')
  if (!hasFailed) await removeConnection(deps, connectionId)
}

export function markRemoving(deps: Pick<TokenDeps, 'store'>, connectionId: string, removing: boolean): void {
  const connection = requireConnection(deps, connectionId)
  write(deps.store, () => setRemoving(deps.store, connection.id, removing))
}
