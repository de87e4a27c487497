import type { ErrorCode } from '../../../shared/errors.ts'
import { AppError } from '../core/errors.ts'
import {
  isObject,
  isRefusal,
  isTransient,
  looksLikeHtml,
  nonceOf,
  protocolError,
  transientFailure,
} from './answers.ts'
import type { ResponseCheck } from './configuration.ts'
import type { ProofKey } from './proof-key.ts'
import { packToken } from './stored-token.ts'
import type { Server } from './server.ts'
import type { TokenAnswer } from './server-profile.ts'

const yearSeconds = 365 * 24 * 60 * 60
/** Used if the server names no lifetime (RFC 6749 section 5.1 only recommends it). */
const defaultSeconds = 5 * 60

/** Called with a 2xx response without an error before anything else of it is checked. @throws AppError when nothing of it may be used */
export type Accept = (body: Record<string, unknown>) => Promise<void>

/**
 * Checks a token endpoint's response: rejects anything that isn't an OAuth token response, converts the profile's quirks to the standard
 * shape, and validates the shape where the library is lax. The result has a usable access token or an error code.
 *
 * @throws AppError `portal`, `server_unavailable`, `rate_limited`, `endpoint_gone`, `answer_invalid`, `client_rejected`; `refresh_refused` and
 * `request_refused` for a refusal without a reason
 * @see RFC 6749 sections 5.1 and 5.2
 */
export function checkTokenAnswer(
  server: Server,
  grantType: string,
  proofKey: ProofKey | null,
  accept?: Accept,
): ResponseCheck {
  return async (response, url) => {
    const { host } = new URL(url)
    const { status } = response
    if (isTransient(status)) throw transientFailure(response, url)
    if (status >= 300 && status < 400) throw new AppError('portal', { host, status })

    const text = await response.text()
    if (status < 300 && looksLikeHtml(response, text)) throw new AppError('portal', { host, status })
    const body = parse(text)
    const answer = isObject(body) ? adapted(server, grantType, { status, body }) : null

    // Rebuilt without its headers, because a `WWW-Authenticate` would hide the error code from the library. The next proof needs the
    // nonce.
    const headers = nonceOf(response)
    if (answer === null || answer.status >= 400 || isGiven(answer.body['error'])) {
      return Response.json(refusalIn(answer?.body ?? {}, grantType, { host, status }), {
        status: Math.max(status, 400),
        headers,
      })
    }
    await accept?.(answer.body)
    return Response.json(checkTokens(answer.body, host, proofKey === null ? 'bearer' : 'dpop'), { headers })
  }
}

function adapted(
  { profile }: Server,
  grantType: string,
  given: TokenAnswer,
): { status: number; body: Record<string, unknown> } | null {
  const { status, body } = profile.adaptTokenAnswer?.(grantType, given) ?? given
  return isObject(body) ? { status, body } : null
}

/**
 * Converts a refusal to the shape that the library reads.
 *
 * @throws AppError when it has no error code: 400, 401 and 403 refuse with any body, and so does an error beside tokens
 */
function refusalIn(
  body: Record<string, unknown>,
  grantType: string,
  detail: { host: string; status: number },
): { error: string; error_description?: string } {
  const protocolCode = protocolError(body['error'])
  if (protocolCode === null) throw new AppError(unexplained(grantType, detail.status, body), detail)
  const description = body['error_description']
  return {
    error: protocolCode,
    ...(typeof description === 'string' ? { error_description: description } : {}),
  }
}

function unexplained(grantType: string, status: number, body: Record<string, unknown>): ErrorCode {
  if (status === 404 || status === 410) return 'endpoint_gone'
  if (!isRefusal(status) && !isGiven(body['error'])) return 'answer_invalid'
  if (grantType === 'refresh_token') return 'refresh_refused'
  return status === 401 || grantType === 'client_credentials' ? 'client_rejected' : 'request_refused'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Truncated or not JSON at all: the caller reports which.
    return null
  }
}

/** @throws AppError `answer_invalid`, with the member that can't be used */
function checkTokens(
  body: Record<string, unknown>,
  host: string,
  tokenType: 'bearer' | 'dpop',
): Record<string, unknown> {
  const refuse = (cause: string): AppError => new AppError('answer_invalid', { host, cause })
  const { refresh_token: refreshToken, scope: sent, id_token: idToken, expires_in: expiresIn, ...rest } = body
  // RFC 6749 section 3.3 has one text. A list says the same.
  const scope = Array.isArray(sent) && sent.every((name) => typeof name === 'string') ? sent.join(' ') : sent

  if (!isToken(body['access_token'])) throw refuse('access_token')
  // RFC 6749 section 7.1: a token of an unknown type must not be used. A bound one is accepted only if we requested it (RFC 9449 section
  // 5).
  if (String(body['token_type']).toLowerCase() !== tokenType) throw refuse('token_type')
  if (isGiven(refreshToken) && !isRefreshToken(refreshToken)) throw refuse('refresh_token')
  if (isGiven(scope) && typeof scope !== 'string') throw refuse('scope')
  if (isGiven(idToken) && !isToken(idToken)) throw refuse('id_token')

  return {
    ...rest,
    expires_in: toSeconds(expiresIn),
    ...(isGiven(refreshToken) ? { refresh_token: refreshToken } : {}),
    ...(isGiven(scope) ? { scope } : {}),
    ...(isGiven(idToken) ? { id_token: idToken } : {}),
  }
}

/** Servers write null or '' for a missing value. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** Valid in an `Authorization` header (RFC 6750 section 2.1, extended to what servers really send). */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

const longestRefreshToken = 16_384

/** RFC 6749 appendix A.17: printable characters and spaces. The length limit is ours. */
function isRefreshToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestRefreshToken && /^[\x20-\x7e]+$/.test(value)
}

/** @throws AppError `answer_invalid` for a value that can't be a refresh token (RFC 6749 appendix A.17) */
export function refreshTokenIn(
  server: Server,
  { refresh_token: token }: Record<string, unknown>,
): string | null {
  if (!isGiven(token)) return null
  if (isRefreshToken(token)) return token
  throw new AppError('answer_invalid', { host: new URL(server.endpoints.token).host, cause: 'refresh_token' })
}

/** Stores a refresh token, in the form of a TokenSet's. */
export type KeepToken = (refreshToken: string) => Promise<void>

/** Stores the refresh token of a new grant before anything else of its answer is checked: what is refused can then be revoked. */
export function keepingFirst(server: Server, proofKey: ProofKey | null, keep: KeepToken): Accept {
  return async (body) => {
    const token = refreshTokenIn(server, body)
    if (token !== null) await keep(packToken(token, proofKey?.jwk ?? null))
  }
}

/** A whole number of seconds between 0 and a year, whatever the server sent. */
export function toSeconds(value: unknown): number {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return defaultSeconds
  return Math.floor(Math.min(Math.max(seconds, 0), yearSeconds))
}
