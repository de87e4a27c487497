import * as client from 'openid-client'
import { AppError } from '../errors.ts'
import { toAppError } from './failures.ts'
import { configurationFor, type IdTokenClaims, type Server, type TokenSet } from './server.ts'
import { toTokenSet } from './tokens.ts'

export interface RefreshRequest {
  refreshToken: string
  /** Whom the grant is of: a refreshed ID token must say the same. */
  previous: { issuer: string; sub: string; clientId: string }
}

/**
 * Gets new tokens, with one request. Three outcomes: tokens; `grant_ended`, and then the person must consent again; or a
 * transient failure, which says nothing of the grant.
 *
 * @throws AppError `grant_ended`, `client_rejected`, `id_token_invalid`, `answer_invalid`, and transport's
 * @see RFC 6749 section 6, OpenID Connect Core section 12.2
 */
export async function refreshTokens(
  server: Server,
  request: RefreshRequest,
  signal: AbortSignal,
): Promise<TokenSet> {
  try {
    const configuration = configurationFor(server, 'refresh', signal)
    const tokens = toTokenSet(server, await client.refreshTokenGrant(configuration, request.refreshToken))
    if (tokens.claims !== null) checkSamePerson(tokens.claims, request.previous)
    return tokens
  } catch (thrown) {
    throw toAppError(thrown, 'refresh', new URL(server.endpoints.token).host, signal)
  }
}

/** The library does not compare these: it does not know the earlier token. */
function checkSamePerson(claims: IdTokenClaims, previous: RefreshRequest['previous']): void {
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud]
  if (claims.iss !== previous.issuer) throw new AppError('id_token_invalid', { error: 'iss' })
  if (claims.sub !== previous.sub) throw new AppError('id_token_invalid', { error: 'sub' })
  if (!audience.includes(previous.clientId)) throw new AppError('id_token_invalid', { error: 'aud' })
}
