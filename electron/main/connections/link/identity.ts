import { AppError } from '../../core/errors.ts'
import type { IdTokenClaims, Server, TokenSet } from '../../oauth/server.ts'
import { readUserInfo } from '../../oauth/user-info.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'

export interface SignedInUser {
  sub: string
  /** In the institution's words. */
  signedInAs: string
  claims: IdTokenClaims
}

/**
 * Who signed in: the ID token says, and where the server has a UserInfo endpoint that one completes it
 * (OpenID Connect Core section 5.3: its `sub` must be the ID token's).
 *
 * A UserInfo endpoint that fails leaves the ID token's word alone: the link is good without it.
 *
 * @throws AppError `id_token_invalid` when the answer carried no ID token, or UserInfo speaks of somebody else
 */
export async function whoSignedIn(
  server: Server,
  client: InstitutionClient,
  tokens: TokenSet,
  signal: AbortSignal,
): Promise<SignedInUser> {
  const { claims } = tokens
  if (claims === null) throw new AppError('id_token_invalid')

  // A token for a resource is good for nothing else (RFC 8707 section 2.2).
  const hasInfo = server.endpoints.userinfo !== null && server.profile.resource === undefined
  const info = hasInfo ? await readUserInfo(server, tokens, claims.sub, signal).catch(unlessOther) : {}
  return { sub: claims.sub, signedInAs: client.profile.signedInAs({ ...claims, ...info }), claims }
}

function unlessOther(thrown: unknown): Record<string, unknown> {
  if (thrown instanceof AppError && thrown.code !== 'id_token_invalid') return {}
  throw thrown
}
