import { createHash, timingSafeEqual } from 'node:crypto'
import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client'
import { authorizationDetails } from '../../../shared/models/authorization-details.ts'
import { AppError } from '../core/errors.ts'
import { serverOffsetMs } from './clock.ts'
import { packToken } from './stored-token.ts'
import type { ProofKey } from './proof-key.ts'
import { toSeconds } from './token-answer.ts'
import type { IdTokenClaims, Server, TokenSet } from './server.ts'

const aheadSeconds = 5 * 60
const agoSeconds = 24 * 60 * 60

/**
 * Converts the library's validated result to a TokenSet, after the checks that the library leaves to its caller.
 *
 * @throws AppError `id_token_invalid`, with the claim in `cause`
 * @see OpenID Connect Core sections 3.1.3.7 and 3.1.3.8
 */
export function toTokenSet(
  server: Server,
  answer: TokenEndpointResponse & TokenEndpointResponseHelpers,
  proofKey: ProofKey | null,
): TokenSet {
  const offsetMs = serverOffsetMs(server.http, server.endpoints.token)
  const nowMs = Date.now()
  const claims = answer.claims()
  if (claims) checkClaims(server, claims, nowMs + offsetMs)
  if (claims && answer.id_token !== answer.access_token) {
    checkAccessTokenHash(server, claims['at_hash'], answer.access_token, answer.id_token ?? '')
  }

  const untilMs = nowMs + toSeconds(answer.expires_in) * 1000
  const isIdTokenTheBearer = claims !== undefined && answer.access_token === answer.id_token
  return {
    refreshToken:
      answer.refresh_token === undefined ? null : packToken(answer.refresh_token, proofKey?.jwk ?? null),
    proofKey,
    accessToken: answer.access_token,
    claims: claims ?? null,
    scopesGranted: answer.scope === undefined ? null : scopesIn(answer.scope, server),
    detailsGranted: authorizationDetails.safeParse(answer.authorization_details).data ?? null,
    boundTo: proofKey !== null ? 'key' : server.bindsToCertificate ? 'certificate' : null,
    grantId: grantIdOf(answer['grant_id']),
    expiresAtMs: isIdTokenTheBearer ? Math.min(untilMs, Math.floor(claims.exp * 1000 - offsetMs)) : untilMs,
  }
}

/** Servers with a separator of their own return scopes with either. */
function scopesIn(scope: string, { profile }: Server): string[] {
  const separator = profile.scopeSeparator === ',' ? /[ ,]/ : ' '
  return scope.split(separator).filter((name) => name !== '')
}

function grantIdOf(value: unknown): string | null {
  return typeof value === 'string' && /^[\x21-\x7e]{1,500}$/.test(value) ? value : null
}

function checkClaims(server: Server, claims: IdTokenClaims, nowMs: number): void {
  const { azp, iat, sub } = claims
  if (sub === '' || sub.length > 255) throw refused(server, 'sub')
  if (azp !== undefined && azp !== server.credentials.clientId) throw refused(server, 'azp')
  const ageSeconds = nowMs / 1000 - iat
  if (ageSeconds < -aheadSeconds || ageSeconds > agoSeconds) throw refused(server, 'iat')
}

/** Binds the access token to the ID token, if the server sends a hash. */
function checkAccessTokenHash(server: Server, expected: unknown, accessToken: string, idToken: string): void {
  if (expected === undefined) return
  const bits = /(256|384|512)$/.exec(algorithmOf(idToken))?.[1]
  // Section 3.1.3.6 defines no hash for EdDSA and others.
  if (bits === undefined) return
  const hash = createHash(`sha${bits}`).update(accessToken).digest()
  const actual = Buffer.from(hash.subarray(0, hash.length / 2).toString('base64url'))
  const given = Buffer.from(String(expected))
  if (given.length !== actual.length || !timingSafeEqual(given, actual)) throw refused(server, 'at_hash')
}

function algorithmOf(jwt: string): string {
  const header: unknown = JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())
  return typeof header === 'object' && header !== null && 'alg' in header ? String(header.alg) : ''
}

export function refused(server: Server, cause: string): AppError {
  return new AppError('id_token_invalid', { host: new URL(server.endpoints.token).host, cause })
}

/** When the user signed in (`auth_time`, OpenID Connect Core section 2), milliseconds UTC by the server's clock; null if unknown. */
export function signedInAtMs(claims: Record<string, unknown>): number | null {
  const { auth_time: atSeconds } = claims
  return typeof atSeconds === 'number' && Number.isFinite(atSeconds) ? Math.floor(atSeconds * 1000) : null
}
