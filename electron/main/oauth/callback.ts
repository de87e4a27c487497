import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'
import { errorWord } from './answers.ts'
import type { AuthorizationRequest } from './authorize.ts'
import type { Server } from './server.ts'

declare const validated: unique symbol

/** A callback that answers one request, comes from its issuer and carries a code. Only validateCallback makes one. */
export interface ValidatedCallback {
  readonly url: URL
  readonly [validated]: true
}

const parameters = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri']
/** Answers of response modes that were not asked for (OAuth 2.0 Multiple Response Types, JARM). */
const unasked = ['response', 'id_token', 'access_token']

/** Whether a callback carries exactly one state, and this one. Takes as long for a near miss as for a far one. */
export function matchesState(url: URL, state: string): boolean {
  const given = url.searchParams.getAll('state')
  return given.length === 1 && timingSafeEqual(digest(given[0] ?? ''), digest(state))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * Judges the answer to an authorization request. Its issuer comes first, for errors too: what another server says is not believed.
 *
 * @throws AppError `issuer_mismatch`, `answer_invalid` with the parameter in `cause`, `consent_denied`, `authorization_failed`
 * @see RFC 9207 section 2.4, RFC 6749 sections 3.1 and 4.1.2
 */
export function validateCallback(server: Server, request: AuthorizationRequest, url: URL): ValidatedCallback {
  const { host } = new URL(server.endpoints.authorization)
  requireIssuer(server, request, url)
  for (const name of parameters) {
    if (url.searchParams.getAll(name).length > 1) throw new AppError('answer_invalid', { host, cause: name })
  }
  if (!matchesState(url, request.state)) throw new AppError('answer_invalid', { host, cause: 'state' })

  // With a code beside it, it is still an error: that code is not used.
  if (url.searchParams.has('error')) throw refusal(url.searchParams.get('error'), host)
  for (const name of unasked) {
    if (url.searchParams.has(name)) throw new AppError('answer_invalid', { host, cause: name })
  }
  if (!url.searchParams.get('code')) throw new AppError('answer_invalid', { host, cause: 'code' })
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

/** Institutions have words of their own for a person who turned back, such as `user_cancelled_login`. */
function refusal(error: string | null, host: string): AppError {
  const word = errorWord(error) ?? 'unreadable'
  const isDenied = /access_denied|consent_denied|cancell?ed|user_denied/i.test(word)
  return new AppError(isDenied ? 'consent_denied' : 'authorization_failed', { host, error: word })
}
