import { toFailure } from '../../core/errors.ts'
import { readHubConsent } from '../../institutions/akoya/hub.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import { callHub } from '../tokens/call-hub.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'
import type { RefreshDeps } from './refresher.ts'
import { requireConnection, requireGrant } from '../model/view.ts'

const readLimitMs = 10_000
const pauseMs = 12 * 60 * 60_000

/**
 * Reads what the hub says of a connection's consent, at most twice a day, and keeps it to be shown. Never ends a connection: that the
 * hub's record has the id of our grant is not documented, and only a refused token is sure. Any failure changes nothing.
 */
export async function watchConsent(
  deps: RefreshDeps,
  connectionId: string,
  client: InstitutionClient,
): Promise<void> {
  if (client.registration.hub === undefined || client.profile.hub === undefined) return
  const grant = requireGrant(deps, requireConnection(deps, connectionId).grantId)
  const { consentId, hubConsent } = grant
  const isFresh = hubConsent !== null && Math.abs(deps.now() - hubConsent.atMs) < pauseMs
  const { watched } = deps.refresher
  const isAsked = Math.abs(deps.now() - (watched.get(grant.id) ?? -Infinity)) < pauseMs
  if (consentId === null || isFresh || isAsked) return
  // Without an answer, or with an empty one, the next refresh does not ask again.
  watched.set(grant.id, deps.now())
  try {
    const asked = { use: 'consents' as const, signal: AbortSignal.timeout(readLimitMs) }
    const status = await callHub(deps, client, asked, (call) => readHubConsent(call, consentId))
    const said = status === null ? null : { status, atMs: deps.now() }
    write(deps.store, () => moveGrant(deps.store, grant.id, ['active'], { hubConsent: said }))
  } catch (thrown) {
    deps.log.warn('consent.not_watched', { grantId: grant.id, problem: toFailure(thrown).code })
  }
}
