import { refreshTokenGrant } from 'openid-client'
import { isObject } from './answers.ts'
import { configure, verifying } from './configuration.ts'
import { translated } from './failures.ts'
import { resourceOf, type IdTokenClaims, type Server, type TokenSet } from './server.ts'
import { packToken, unpackToken } from './stored-token.ts'
import { proving, readProofKey } from './proof-key.ts'
import { checkTokenAnswer, refreshTokenIn, type KeepToken } from './token-answer.ts'
import { refused, signedInAtMs, toTokenSet } from './token-set.ts'

/** The login of the grant: a refreshed ID token must not name another. */
export interface PreviousTokens {
  issuer: string
  /** Null where the row of the grant is lost: the answer says who it is. */
  sub: string | null
  clientId: string
  /** Null where the first ID token had no `auth_time`. */
  signedInAtMs: number | null
}

/** The result of a refresh. `refreshToken` is new and already stored; null if the old one stays valid. */
export type RefreshAnswer = { refreshToken: string | null } & (
  | { tokens: TokenSet; problem: null }
  /** The response belongs to this grant, but nothing else of it can be used, because of `problem`. */
  | { tokens: null; problem: unknown }
)

/**
 * Uses a refresh token, once; `refreshToken` has the form of a TokenSet's. A failure before the request was sent has spent nothing.
 *
 * The old token may be spent, so the order is: check that the response belongs to this grant, store its refresh token, validate everything
 * else.
 *
 * @param keep stores a new refresh token, packed as in a TokenSet
 * @throws AppError `grant_ended` and `id_token_invalid` (of another grant) end the grant; `refresh_refused`, `client_rejected`,
 * `answer_invalid`, `portal`, `server_unavailable`, `rate_limited` and why the network failed do not. Nothing was stored then
 * @see RFC 6749 section 6, OpenID Connect Core sections 10.1.1 and 12.2
 */
export async function refreshTokens(
  server: Server,
  held: { refreshToken: string; previous: PreviousTokens },
  keep: KeepToken,
  signal?: AbortSignal,
): Promise<RefreshAnswer> {
  const { token, proofKey: jwk } = unpackToken(held.refreshToken)
  const proofKey = jwk && (await readProofKey(jwk))
  const seen = { isAccepted: false, refreshToken: null as string | null }

  const check = checkTokenAnswer(server, 'refresh_token', proofKey, async (body) => {
    requireNoOtherGrant(server, body['id_token'], held.previous)
    const refreshToken = refreshTokenIn(server, body)
    // A server that does not rotate tokens may repeat the token.
    if (refreshToken !== null && refreshToken !== token) {
      seen.refreshToken = packToken(refreshToken, jwk)
      await keep(seen.refreshToken)
    }
    seen.isAccepted = true
  })
  const configuration = configure(server, { purpose: 'refresh', signal, check })
  const context = { purpose: 'refresh' as const, endpoint: server.endpoints.token, signal }
  const proof = proving(configuration, proofKey)
  try {
    const answer = await translated(context, () =>
      verifying(server, configuration, signal, () =>
        refreshTokenGrant(configuration, token, resourceOf(server), proof),
      ),
    )
    const tokens = toTokenSet(server, answer, proofKey)
    if (tokens.claims) {
      requireSameGrant(server, tokens.claims, held.previous)
      requireSameSignIn(server, tokens.claims, held.previous)
    }
    return { refreshToken: seen.refreshToken, tokens, problem: null }
  } catch (thrown) {
    if (!seen.isAccepted) throw thrown
    return { refreshToken: seen.refreshToken, tokens: null, problem: thrown }
  }
}

/**
 * Refuses a response whose ID token names another issuer, subject or client, signed or not: its refresh token would connect another login.
 * An unreadable ID token names nobody, and is refused after the refresh token is stored.
 */
function requireNoOtherGrant(server: Server, idToken: unknown, previous: PreviousTokens): void {
  const named = claimsIn(idToken)
  if (named !== null)
    requireSameGrant(
      server,
      { iss: previous.issuer, sub: previous.sub, aud: previous.clientId, ...named },
      previous,
    )
}

function claimsIn(idToken: unknown): Record<string, unknown> | null {
  if (typeof idToken !== 'string') return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
    return isObject(claims) ? claims : null
  } catch {
    // Not a signed JWT: its verification reports that.
    return null
  }
}

function requireSameGrant(
  server: Server,
  claims: { iss: unknown; sub: unknown; aud: unknown },
  previous: PreviousTokens,
): void {
  if (claims.iss !== previous.issuer) throw refused(server, 'iss')
  if (previous.sub !== null && claims.sub !== previous.sub) throw refused(server, 'sub')
  if (![claims.aud].flat().includes(previous.clientId)) throw refused(server, 'aud')
}

/** Another time means another sign-in: OpenID Connect Core section 12.2 keeps the time of the first. */
function requireSameSignIn(server: Server, claims: IdTokenClaims, previous: PreviousTokens): void {
  const atMs = signedInAtMs(claims)
  if (atMs !== null && previous.signedInAtMs !== null && atMs !== previous.signedInAtMs) {
    throw refused(server, 'auth_time')
  }
}
