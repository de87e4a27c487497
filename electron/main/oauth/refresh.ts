import { refreshTokenGrant } from 'openid-client'
import { configure, verifying } from './configuration.ts'
import { translated } from './failures.ts'
import { resourceOf, type IdTokenClaims, type Server, type TokenSet } from './server.ts'
import { unpackToken } from './held-token.ts'
import { proving, readProofKey } from './proof-key.ts'
import { judgeTokenAnswer } from './token-answer.ts'
import { refused, signedInAtMs, toTokenSet } from './token-set.ts'

/** Whose grant it is: a refreshed ID token must not speak of another. */
export interface PreviousTokens {
  issuer: string
  sub: string
  clientId: string
  /** Null where the first ID token had no `auth_time`. */
  signedInAtMs: number | null
}

/**
 * Spends a refresh token, once; `refreshToken` is as a TokenSet had it. What fails before the request leaves has spent nothing.
 *
 * @throws AppError `grant_ended` and `id_token_invalid` end the grant; `client_rejected`, `authorization_failed`, `answer_invalid`,
 *   `portal`, `server_unavailable`, `rate_limited` and why the network failed do not
 * @see RFC 6749 section 6, OpenID Connect Core section 12.2
 */
export async function refreshTokens(
  server: Server,
  held: { refreshToken: string; previous: PreviousTokens },
  signal?: AbortSignal,
): Promise<TokenSet> {
  const { token, proofKey: jwk } = unpackToken(held.refreshToken)
  const proofKey = jwk && (await readProofKey(jwk))
  const judge = judgeTokenAnswer(server, 'refresh_token', proofKey)
  const configuration = configure(server, { purpose: 'refresh', signal, judge })

  const context = { purpose: 'refresh' as const, endpoint: server.endpoints.token, signal }
  const proof = proving(configuration, proofKey)
  const answer = await translated(context, () =>
    verifying(server, configuration, signal, () =>
      refreshTokenGrant(configuration, token, resourceOf(server), proof),
    ),
  )
  const tokens = toTokenSet(server, answer, proofKey)
  if (tokens.claims) requireSameGrant(server, tokens.claims, held.previous)
  return tokens
}

function requireSameGrant(server: Server, claims: IdTokenClaims, previous: PreviousTokens): void {
  if (claims.iss !== previous.issuer) throw refused(server, 'iss')
  if (claims.sub !== previous.sub) throw refused(server, 'sub')
  if (![claims.aud].flat().includes(previous.clientId)) throw refused(server, 'aud')
  // Another time is another sign-in: OpenID Connect Core section 12.2 keeps that of the first.
  const atMs = signedInAtMs(claims)
  if (atMs !== null && previous.signedInAtMs !== null && atMs !== previous.signedInAtMs) {
    throw refused(server, 'auth_time')
  }
}
