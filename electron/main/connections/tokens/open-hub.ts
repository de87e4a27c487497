import { AppError } from '../../core/errors.ts'
import { hubScopes, requestServiceToken, type HubCall } from '../../institutions/akoya/hub.ts'
import type { InstitutionClient } from './institution-client.ts'
import { unpackRegistration } from './registration-entry.ts'
import { findSecret, registrationAccount } from './secret-store.ts'
import type { TokenDeps } from './tokens.ts'

/** A token that is used once more at its very end would be refused. */
const marginMs = 60_000

/**
 * Opens the service APIs of a registration's hub with its service credentials. A service token is kept in memory for as long as it lives.
 *
 * @returns null where the registration has no service credentials, or its kind no hub
 * @throws AppError `client_secret_missing`, the keychain's state, and as `requestServiceToken`
 */
export async function openHub(
  deps: TokenDeps,
  { registration, profile }: Pick<InstitutionClient, 'registration' | 'profile'>,
  use: keyof typeof hubScopes,
  signal: AbortSignal,
): Promise<HubCall | null> {
  const { hub } = registration
  if (hub === undefined || profile.hub === undefined) return null
  const call = { http: deps.http, server: profile.hub, signal }
  const name = `hub ${registration.id} ${hub.clientId} ${use}`
  const held = deps.tokens.accessToken(name)
  if (held && deps.now() < held.expiresAtMs - marginMs) return { ...call, accessToken: held.accessToken }

  const { hubSecret } = unpackRegistration(await findSecret(deps, registrationAccount(registration.id)))
  if (hubSecret === undefined || hubSecret === '') throw new AppError('client_secret_missing')
  const wanted = { clientId: hub.clientId, clientSecret: hubSecret, scope: hubScopes[use] }
  const { accessToken, expiresInMs } = await requestServiceToken(call, wanted)
  const obtainedAtMs = deps.now()
  const expiresAtMs = obtainedAtMs + expiresInMs
  deps.tokens.holdAccessToken(name, { accessToken, obtainedAtMs, expiresAtMs, isBound: false })
  return { ...call, accessToken }
}
