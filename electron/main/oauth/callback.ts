import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import { isObject } from './answers.ts'
import type { AuthorizationRequest } from './authorize.ts'
import { refusal } from './failures.ts'
import type { Server } from './server.ts'

declare const validated: unique symbol

/**
 * A validated authorization response: it matches the request, comes from its issuer and carries a code. Only validateCallback makes one.
 */
export interface ValidatedCallback {
  readonly url: URL
  readonly [validated]: true
}

/** All other parameters are ignored (RFC 6749 section 4.1.2). */
const parameters = ['code', 'state', 'iss', 'error', 'response']
/** Parameters of response modes that we did not request (OAuth 2.0 Multiple Response Types, JARM). */
const foreignParameters = ['response', 'id_token', 'access_token']

/**
 * Whether a callback carries exactly one state, equal to the expected one, in constant time. A signed response carries it inside the JWT,
 * whose signature is verified before any other use.
 */
export function matchesState(url: URL, state: string): boolean {
  const given = [...url.searchParams.getAll('state'), ...url.searchParams.getAll('response').map(stateInside)]
  return given.length === 1 && timingSafeEqual(digest(given[0] ?? ''), digest(state))
}

function stateInside(jwt: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
    return isObject(claims) && typeof claims['state'] === 'string' ? claims['state'] : ''
  } catch {
    // Not a JWT, so it carries no state.
    return ''
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * Validates an authorization response. Checks the issuer first, for errors too, because another server's error means nothing.
 *
 * @throws AppError `issuer_mismatch`, `answer_invalid` with the parameter in `cause`, `consent_denied`, `authorization_failed`
 * @see RFC 9207 section 2.4, RFC 6749 sections 3.1 and 4.1.2
 */
export function validateCallback(server: Server, request: AuthorizationRequest, url: URL): ValidatedCallback {
  const { host } = new URL(server.endpoints.authorization)
  for (const name of parameters) {
    if (url.searchParams.getAll(name).length > 1) throw new AppError('answer_invalid', { host, cause: name })
  }
  if (server.protections.signsAnswers) return signedCallback(request, url, host)

  requireIssuer(server, request, url)
  if (!matchesState(url, request.state)) throw new AppError('answer_invalid', { host, cause: 'state' })

  // An error with a code is still an error: the code is not used.
  if (url.searchParams.has('error')) throw refusal(url.searchParams.get('error'), host)
  for (const name of foreignParameters) {
    if (url.searchParams.has(name)) throw new AppError('answer_invalid', { host, cause: name })
  }
  if (!url.searchParams.get('code')) throw new AppError('answer_invalid', { host, cause: 'code' })
  return { url } as ValidatedCallback
}

/** The exchange verifies issuer, audience, time and signature of a signed response (JARM section 2.4). */
function signedCallback(request: AuthorizationRequest, url: URL, host: string): ValidatedCallback {
  if (parameters.some((name) => url.searchParams.has(name) !== (name === 'response'))) {
    throw new AppError('answer_invalid', { host, cause: 'response' })
  }
  if (!matchesState(url, request.state)) throw new AppError('answer_invalid', { host, cause: 'state' })
  return { url } as ValidatedCallback
}

function requireIssuer(server: Server, request: AuthorizationRequest, url: URL): void {
  const given = url.searchParams.getAll('iss')
  const isAnnounced = server.metadata.authorization_response_iss_parameter_supported === true
  const isRight = given.length === 0 ? !isAnnounced : given.length === 1 && given[0] === request.issuer
  if (!isRight || request.issuer !== server.metadata.issuer) {
    throw new AppError('issuer_mismatch', { host: new URL(server.endpoints.authorization).host })
  }
}
