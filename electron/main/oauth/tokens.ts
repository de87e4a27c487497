import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client'
import { AppError } from '../errors.ts'
import type { IdTokenClaims, Server, TokenSet } from './server.ts'

const defaultLifeMs = 5 * 60_000
const longestLifeS = 365 * 24 * 60 * 60
const toleranceMs = 60_000

/**
 * What the library let through, with the checks that it leaves to its caller: a bearer that can stand in a header, a sane life,
 * `azp`, an `iat` that is not ahead, a `sub` of a length that can be stored.
 *
 * @throws AppError `answer_invalid`, `id_token_invalid`
 * @see RFC 6750 section 2.1, OpenID Connect Core sections 2 and 3.1.3.7
 */
export function toTokenSet(
  server: Server,
  answer: TokenEndpointResponse & TokenEndpointResponseHelpers,
  nowMs = Date.now(),
): TokenSet {
  const { host } = new URL(server.endpoints.token)
  if (answer.token_type !== 'bearer') throw new AppError('answer_invalid', { host, cause: 'token_type' })
  if (!isToken(answer.access_token)) throw new AppError('answer_invalid', { host, cause: 'access_token' })
  if (answer.refresh_token !== undefined && !isToken(answer.refresh_token)) {
    throw new AppError('answer_invalid', { host, cause: 'refresh_token' })
  }

  const claims = (answer.claims() ?? null) as IdTokenClaims | null
  if (claims !== null) checkClaims(server, claims, nowMs)
  const bearerIsIdToken = claims !== null && answer.access_token === answer.id_token
  const expiresAtMs = nowMs + lifeMs(answer['expires_in'])
  return {
    refreshToken: answer.refresh_token ?? null,
    bearer: answer.access_token,
    claims,
    scopesGranted: answer.scope === undefined ? null : answer.scope.split(' ').filter(Boolean),
    expiresAtMs: bearerIsIdToken ? Math.min(expiresAtMs, claims.exp * 1000) : expiresAtMs,
  }
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

function lifeMs(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'number' ? expiresIn : Number.NaN
  if (!Number.isFinite(seconds) || seconds < 0) return defaultLifeMs
  return Math.min(Math.floor(seconds), longestLifeS) * 1000
}

function checkClaims(server: Server, claims: IdTokenClaims, nowMs: number): void {
  const { clientId } = server.credentials
  const azp = claims['azp']
  const isAzpRight =
    azp === undefined ? !Array.isArray(claims.aud) || claims.aud.length === 1 : azp === clientId
  const isIatSane = claims.iat * 1000 <= nowMs + toleranceMs
  if (claims.sub === '' || claims.sub.length > 255) throw new AppError('id_token_invalid', { error: 'sub' })
  if (!isAzpRight) throw new AppError('id_token_invalid', { error: 'azp' })
  if (!isIatSane) throw new AppError('id_token_invalid', { error: 'iat' })
}
