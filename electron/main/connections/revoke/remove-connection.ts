import { appendActivity } from '../../store/activity.ts'
import { deleteConnection, findConnection, setForgetting } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { listGrants } from '../../store/grants.ts'
import type { Deps } from '../../runtime/deps.ts'
import { recordRemaining } from './revoke-lost-grants.ts'
import { mayStillWork } from '../model/grant-status.ts'
import { deleteSecret, grantAccount } from '../tokens/secret-store.ts'
import { requireConnection, viewConnection } from '../model/view.ts'

/**
 * Whether access of this connection has yet to be ended at the institution: dropping it now would leave a grant that works there
 * without anyone seeing it.
 */
export function mayStillHaveAccess(deps: Pick<Deps, 'store'>, connectionId: string): boolean {
  return listGrants(deps.store, connectionId).some(mayStillWork)
}

/** Drops what is kept of a connection, secrets first; its activity stays. @throws AppError the keychain's state; then it is all there */
export async function removeConnection(deps: Deps, connectionId: string): Promise<void> {
  const { institutionName } = viewConnection(deps, connectionId)
  const grants = listGrants(deps.store, connectionId)
  for (const grant of grants) {
    if (grant.generation > 0) await deleteSecret(deps, grantAccount(grant.id, grant.generation))
  }
  write(deps.store, () => {
    for (const grant of grants) recordRemaining(deps, grant, institutionName)
    appendActivity(deps.store, { connectionId, institutionName, atMs: deps.now(), kind: 'forgotten' })
    deleteConnection(deps.store, connectionId)
  })
  for (const grant of grants) deps.live.accessTokens.delete(grant.id)
  deps.emit('connection.removed', { id: connectionId })
}

/** A connection that is to be removed goes as soon as the institution has confirmed that access has ended. */
export async function removeIfRevoked(deps: Deps, connectionId: string): Promise<void> {
  const connection = findConnection(deps.store, connectionId)
  if (!connection?.forgetting) return
  const hasFailed = listGrants(deps.store, connectionId).some(({ state }) => state === 'revoking')
  if (!hasFailed) await removeConnection(deps, connectionId)
}

export function markRemoving(deps: Pick<Deps, 'store'>, connectionId: string, forgetting: boolean): void {
  const connection = requireConnection(deps, connectionId)
  write(deps.store, () => setForgetting(deps.store, connection.id, forgetting))
}
