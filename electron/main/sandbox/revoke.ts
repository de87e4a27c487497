import type { Bank } from './bank.ts'
import { hasRightSecret } from './client-authentication.ts'
import { isLost } from './misbehaviour.ts'
import { consentOf } from './token.ts'
import { oauthError, type SandboxRequest, type Outcome } from './wire.ts'

/**
 * `POST /revoke`: 200 and an empty body, also for an unknown token (RFC 7009 section 2.2) and for a rotated one, whose consent stays
 * active: Akoya accepts only the current refresh token. Akoya page "Revoke".
 */
export function answerRevoke(bank: Bank, { headers, form }: SandboxRequest): Outcome {
  const [clientId, secret, token, hint] = ['client_id', 'client_secret', 'token', 'token_type_hint'].map(
    (name) => form.get(name) ?? '',
  )
  if (headers.authorization !== undefined) return oauthError(401, 'invalid_client')
  if (!clientId || !secret || !token || !hint) {
    return oauthError(400, 'invalid_request', 'A field is missing or invalid.')
  }
  if (!hasRightSecret(bank.memory, clientId, secret)) return oauthError(401, 'unauthorized_client')
  if (hint !== 'refresh_token') return oauthError(400, 'unsupported_token_type')

  const consent = consentOf(bank, clientId, token)
  if (consent?.state === 'active') {
    Object.assign(consent, { state: 'revoked', revokedBy: 'client' })
    bank.save()
  }
  return isLost(bank.misbehaviour, 'loseNextRevokeAnswer') ? 'lost' : { status: 200, headers: {}, body: '' }
}
