import { AppError, toFailure } from '../../core/errors.ts'
import { hubScopes, requestServiceToken, type HubCall } from '../../institutions/akoya/hub.ts'
import type { InstitutionClient } from './institution-client.ts'
import { unpackRegistration } from './registration-entry.ts'
import { findSecret, registrationAccount } from './secret-store.ts'
import type { TokenDeps } from './tokens.ts'

/** A token that is used once more at its very end would be refused. */
const marginMs = 60_000

type Client = Pick<InstitutionClient, 'registration' | 'profile'>

/**
 * Calls the service APIs of a registration's hub with its service credentials. A service token is kept in memory for as long as it lives. If
 * the hub refuses one that was kept, the call is made once more with a new one.
 *
 * @returns null where the registration has no service credentials, or its kind no hub
 * @throws AppError `client_secret_missing`, the keychain's state, what `work` throws, and as `requestServiceToken`
 */
export async function callHub<T>(
  deps: TokenDeps,
  client: Client,
  { use, signal }: { use: keyof typeof hubScopes; signal: AbortSignal },
  work: (call: HubCall) => Promise<T>,
): Promise<T | null> {
  const { hub, id } = client.registration
  if (hub === undefined || client.profile.hub === undefined) return null
  const call = { http: deps.http, server: client.profile.hub, signal }
  const name = `hub ${id} ${hub.clientId} ${use}`
  const held = deps.tokens.accessToken(name)
  if (held && deps.now() < held.expiresAtMs - marginMs) {
    try {
      return await work({ ...call, accessToken: held.accessToken })
    } catch (thrown) {
      if (toFailure(thrown).detail.status !== 401) throw thrown
    }
  }
  deps.tokens.deleteAccessToken(name)
  const { hubSecret } = unpackRegistration(await findSecret(deps, registrationAccount(id)))
  if (hubSecret === undefined || hubSecret === '') throw new AppError('client_secret_missing')
  const wanted = { clientId: hub.clientId, clientSecret: hubSecret, scope: hubScopes[use] }
  const { accessToken, expiresInMs } = await requestServiceToken(call, wanted)
  const obtainedAtMs = deps.now()
  const answer = await work({ ...call, accessToken })
  const expiresAtMs = obtainedAtMs + expiresInMs
  deps.tokens.holdAccessToken(name, { accessToken, obtainedAtMs, expiresAtMs, isBound: false })
  return answer
}
