import { AppError } from '../../core/errors.ts'
import type { Server, TokenSet } from '../../oauth/server.ts'
import { readUserInfo } from '../../oauth/user-info.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'

export interface SignedInUser {
  sub: string
  /** The login's name, as the institution shows it. */
  signedInAs: string
  claims: { iss: string; [claim: string]: unknown }
}

/** Who links where neither an ID token nor another address says it: as the user named the login; null if nobody did. */
export interface NamedLogin {
  loginName: string | null
}

/**
 * Reads who signed in from the ID token, and from the UserInfo endpoint where the server has one (OpenID Connect Core section 5.3: its
 * `sub` must be the ID token's). Ignores a UserInfo endpoint that fails. Where a refresh brought no ID token (section 12.2), UserInfo alone
 * says it.
 *
 * Without OpenID Connect, an address of the registration says it, or the user did.
 *
 * @throws AppError `id_token_invalid` when UserInfo names another user; without an ID token `login_unknown`, `login_unreadable`, and why
 * UserInfo or the login address failed
 */
export async function whoSignedIn(
  server: Server,
  client: InstitutionClient,
  tokens: TokenSet,
  signal: AbortSignal,
  named: NamedLogin,
): Promise<SignedInUser> {
  if (server.profile.isPlainOAuth === true) return withoutIdToken(server, client, tokens, signal, named)
  // An access token for a resource is not valid for UserInfo (RFC 8707 section 2.2).
  const hasInfo = server.endpoints.userinfo !== null && server.profile.resource === undefined
  if (tokens.claims === null) {
    if (!hasInfo) throw new AppError('login_unknown')
    return fromUserInfo(server, client, await readUserInfo(server, tokens, null, signal))
  }
  const { claims } = tokens
  const info = hasInfo
    ? await readUserInfo(server, tokens, claims.sub, signal).catch(ignoreUnlessOtherUser)
    : {}
  return { sub: claims.sub, signedInAs: client.profile.signedInAs({ ...claims, ...info }), claims }
}

async function withoutIdToken(
  server: Server,
  { profile }: InstitutionClient,
  { accessToken }: TokenSet,
  signal: AbortSignal,
  { loginName }: NamedLogin,
): Promise<SignedInUser> {
  const login = profile.readLogin
    ? await profile.readLogin({ http: server.http, accessToken, signal })
    : loginName
  if (login === null) throw new AppError('login_unknown')
  return { sub: login, signedInAs: login, claims: { iss: server.profile.issuer } }
}

function fromUserInfo(
  server: Server,
  client: InstitutionClient,
  info: Record<string, unknown>,
): SignedInUser {
  const { sub } = info
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) throw new AppError('login_unknown')
  return { sub, signedInAs: client.profile.signedInAs(info), claims: { ...info, iss: server.profile.issuer } }
}

function ignoreUnlessOtherUser(thrown: unknown): Record<string, unknown> {
  if (thrown instanceof AppError && thrown.code !== 'id_token_invalid') return {}
  throw thrown
}
