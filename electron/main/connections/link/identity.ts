import { AppError } from '../../core/errors.ts'
import type { IdTokenClaims, Server, TokenSet } from '../../oauth/server.ts'
import { readUserInfo } from '../../oauth/user-info.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'

export interface SignedInUser {
  sub: string
  /** The login's name, as the institution shows it. */
  signedInAs: string
  claims: IdTokenClaims
}

/**
 * Reads who signed in from the ID token, and from the UserInfo endpoint where the server has one (OpenID Connect Core section 5.3: its
 * `sub` must be the ID token's). Ignores a UserInfo endpoint that fails.
 *
 * @throws AppError `id_token_invalid` when the answer carried no ID token, or UserInfo names another user
 */
export async function whoSignedIn(
  server: Server,
  client: InstitutionClient,
  tokens: TokenSet,
  signal: AbortSignal,
): Promise<SignedInUser> {
  const { claims } = tokens
  if (claims === null) throw new AppError('id_token_invalid')

  // An access token for a resource is not valid for UserInfo (RFC 8707 section 2.2).
  const hasInfo = server.endpoints.userinfo !== null && server.profile.resource === undefined
  const info = hasInfo
    ? await readUserInfo(server, tokens, claims.sub, signal).catch(ignoreUnlessOtherUser)
    : {}
  return { sub: claims.sub, signedInAs: client.profile.signedInAs({ ...claims, ...info }), claims }
}

function ignoreUnlessOtherUser(thrown: unknown): Record<string, unknown> {
  if (thrown instanceof AppError && thrown.code !== 'id_token_invalid') return {}
  throw thrown
}
