import { AppError } from '../errors.ts'
import type { AuthorizationRequest } from './authorize.ts'
import type { Server } from './server.ts'

/** An answer that was looked at: exchangeCode takes no other. */
export type ValidatedCallback = URL & { readonly __validated: true }

/** These mean that a person or an institution said no (RFC 6749 section 4.1.2.1; Akoya page "Consent flow cancellation"). */
const refusals = new Set([
  'access_denied',
  'user_cancelled',
  'consent_required',
  'login_required',
  'interaction_required',
])

/**
 * Judges the answer on the redirect before anything is sent: who it is from, that nothing stands in it twice, that it is a code.
 *
 * @throws AppError `issuer_mismatch`, `consent_denied`, `authorization_failed`
 * @see RFC 9207 section 2.4 (error answers too), RFC 6749 sections 3.1 and 4.1.2
 */
export function validateCallback(server: Server, request: AuthorizationRequest, url: URL): ValidatedCallback {
  const parameters = url.searchParams
  for (const name of ['code', 'state', 'iss', 'error', 'error_description']) {
    if (parameters.getAll(name).length > 1) throw new AppError('authorization_failed', { error: 'repeated' })
  }
  if (parameters.get('state') !== request.state)
    throw new AppError('authorization_failed', { error: 'state' })
  checkIssuer(server, parameters.get('iss'))

  const error = parameters.get('error')
  if (error !== null) {
    throw new AppError(refusals.has(error) ? 'consent_denied' : 'authorization_failed', {
      error: wordOf(error),
    })
  }
  if (parameters.has('response') || parameters.has('id_token') || !parameters.get('code')) {
    throw new AppError('authorization_failed', { error: 'no code' })
  }
  return url as ValidatedCallback
}

function checkIssuer(server: Server, iss: string | null): void {
  const isAnnounced = server.metadata.authorization_response_iss_parameter_supported === true
  if (iss === null ? isAnnounced : iss !== server.profile.issuer) throw new AppError('issuer_mismatch')
}

/** RFC 6749 appendix A.7 allows printable ASCII: anything else came from somebody else's pen. */
function wordOf(error: string): string {
  return /^[\x21\x23-\x5b\x5d-\x7e ]{1,80}$/.test(error) ? error : 'unknown'
}
