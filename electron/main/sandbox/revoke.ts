import type { Bank } from './bank.ts'
import { hasRightSecret } from './client-authentication.ts'
import { isLost } from './misbehaviour.ts'
import { consentOf } from './token.ts'
import { oauthError, type Asked, type Outcome } from './wire.ts'

/**
 * `POST /revoke`: 200 and an empty body. A token that nobody knows is answered alike (RFC 7009 section 2.2); so is one that was
 * rotated away, and the consent lives on: Akoya takes the current refresh token only. Akoya page "Revoke".
 */
export function answerRevoke(bank: Bank, { headers, form }: Asked): Outcome {
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
