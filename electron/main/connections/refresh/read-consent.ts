import { toFailure } from '../../core/errors.ts'
import { readGrant } from '../../oauth/grant-management.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import { recordDataFailure } from './data-failure.ts'
import { openAuthorizationServer, type InstitutionClient } from '../tokens/institution-client.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { recordGrantChanged } from '../tokens/record-changed.ts'
import { requireConnection, requireGrant } from '../model/view.ts'

const readLimitMs = 10_000

/**
 * Reads from the institution what it grants now, where it supports grant management: users change or end access there, and tokens do not
 * say so. A missing grant ends ours; any other failure changes nothing.
 */
export async function readConsent(
  deps: TokenDeps,
  connectionId: string,
  client: InstitutionClient,
): Promise<void> {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (client.profile.server.managesGrants !== true || grant.consentId === null) return

  const signal = AbortSignal.timeout(readLimitMs)
  try {
    const server = await openAuthorizationServer(deps, client, signal)
    if (server.endpoints.grants === null) return

    const status = await readGrant(server, grant.consentId, signal)
    if (status === null) {
      return recordDataFailure(deps, connection, {
        code: 'grant_ended',
        detail: { host: new URL(server.endpoints.grants).host },
      })
    }
    const now = {
      scopesGranted: status.scopes,
      permissions: client.profile.permissionsGranted({}, status.scopes),
    }
    write(deps.store, () => {
      if (moveGrant(deps.store, grant.id, ['active'], now)) recordGrantChanged(deps, grant, now)
    })
  } catch (thrown) {
    deps.log.warn('consent.not_read', { grantId: grant.id, problem: toFailure(thrown).code })
  }
}
