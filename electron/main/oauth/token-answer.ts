import type { ErrorCode } from '../../../shared/errors.ts'
import { AppError } from '../core/errors.ts'
import { errorWord, isObject, isRefusal, isTransient, looksLikeHtml, transientFailure } from './answers.ts'
import type { Judge } from './configuration.ts'
import type { ProofKey } from './proof-key.ts'
import type { Server, TokenAnswer } from './server.ts'

const yearSeconds = 365 * 24 * 60 * 60
/** For a server that does not say (RFC 6749 section 5.1 only recommends it). */
const unsaidSeconds = 5 * 60

/** Sees a 2xx answer without an error before anything else of it is judged. @throws AppError when nothing of it may be used */
export type Accept = (body: Record<string, unknown>) => Promise<void>

/**
 * Judges a token endpoint's answer: what is no answer of the protocol is told apart here, the profile's quirks are turned into the
 * standard shape, and the shape is checked where the library is lax. What it lets through has a usable bearer or an error word.
 *
 * @throws AppError `portal`, `server_unavailable`, `rate_limited`, `answer_invalid`, `client_rejected`; `refresh_refused` and
 *   `request_refused` for a refusal that names no reason
 * @see RFC 6749 sections 5.1 and 5.2
 */
export function judgeTokenAnswer(
  server: Server,
  grantType: string,
  proofKey: ProofKey | null,
  accept?: Accept,
): Judge {
  return async (response, url) => {
    const { host } = new URL(url)
    const { status } = response
    if (isTransient(status)) throw transientFailure(response, url)
    if (status >= 300 && status < 400) throw new AppError('portal', { host, status })

    const text = await response.text()
    if (status < 300 && looksLikeHtml(response, text)) throw new AppError('portal', { host, status })
    const body = parse(text)
    const answer = isObject(body) ? adapted(server, grantType, { status, body }) : null

    // Rebuilt without its headers: a `WWW-Authenticate` would hide the error word from the library. A nonce is for the next proof.
    const nonce = response.headers.get('dpop-nonce')
    const headers = nonce === null ? {} : { 'dpop-nonce': nonce }
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
 * What a refusal says, in the shape that the library reads.
 *
 * @throws AppError when it says nothing: 400, 401 and 403 refuse whatever their body is, and so does an error beside tokens
 */
function refusalIn(
  body: Record<string, unknown>,
  grantType: string,
  detail: { host: string; status: number },
): { error: string; error_description?: string } {
  const word = errorWord(body['error'])
  if (word === null) throw new AppError(unexplained(grantType, detail.status, body), detail)
  const description = body['error_description']
  return { error: word, ...(typeof description === 'string' ? { error_description: description } : {}) }
}

function unexplained(grantType: string, status: number, body: Record<string, unknown>): ErrorCode {
  if (!isRefusal(status) && !isGiven(body['error'])) return 'answer_invalid'
  if (grantType === 'refresh_token') return 'refresh_refused'
  return status === 401 || grantType === 'client_credentials' ? 'client_rejected' : 'request_refused'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Truncated or not JSON at all: the caller says which.
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
  const { refresh_token: refreshToken, scope, id_token: idToken, expires_in: expiresIn, ...rest } = body

  if (!isToken(body['access_token'])) throw refuse('access_token')
  // RFC 6749 section 7.1: a token whose type is not understood must not be used. One that is bound was asked for or not (RFC 9449 section 5).
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

/** Servers write null or '' for what they do not give. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** What can stand in an `Authorization` header (RFC 6750 section 2.1, widened to what servers really send). */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

const longestRefreshToken = 16_384

/** RFC 6749 appendix A.17: letters that can be printed, spaces among them. The bound is our own. */
export function isRefreshToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestRefreshToken && /^[\x20-\x7e]+$/.test(value)
}

/** A whole number of seconds between 0 and a year, whatever was sent. */
export function toSeconds(value: unknown): number {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return unsaidSeconds
  return Math.floor(Math.min(Math.max(seconds, 0), yearSeconds))
}
