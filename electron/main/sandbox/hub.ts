import { randomBytes } from 'node:crypto'
import type { Bank } from './bank.ts'
import { clientByBasic } from './client-authentication.ts'
import { hash, sameHash } from './memory.ts'
import { json, oauthError, type Outcome, type SandboxRequest } from './wire.ts'

const lifeSeconds = 86_400

/** `POST /oauth2/token`: a service token for the hub's APIs. Akoya page "Service token". */
export function answerServiceToken(bank: Bank, { headers, form }: SandboxRequest): Outcome {
  if (clientByBasic(bank.memory, headers.authorization) === null) return oauthError(401, 'invalid_client')
  if (form.get('grant_type') !== 'client_credentials') return oauthError(400, 'unsupported_grant_type')
  const token = randomBytes(24).toString('base64url')
  bank.serviceTokens.set(hash(token), bank.now() + lifeSeconds * 1000)
  return json(200, { access_token: token, token_type: 'bearer', expires_in: lifeSeconds - 1 })
}

/** `GET /manage/v2/subscriptions/{appId}/status` and `GET /consents/v1/{consentId}`. */
export function answerHub(bank: Bank, { method, url, headers }: SandboxRequest): Outcome {
  if (method !== 'GET') return json(405, { message: 'Method not allowed' })
  if (!hasServiceToken(bank, headers.authorization)) return json(401, { message: 'Unauthorized' })
  const [, , , subject = ''] = url.pathname.split('/')
  if (url.pathname.startsWith('/consents/')) return answerConsent(bank, decodeURIComponent(subject))
  return json(200, {
    page: { total_elements: 1 },
    links: {},
    subscription_status: [
      {
        provider_id: 'mikomo',
        display_name: 'Mikomo',
        status: 'ACTIVE',
        products: ['accounts', 'balances', 'transactions'],
      },
    ],
  })
}

function answerConsent(bank: Bank, consentId: string): Outcome {
  const consent = bank.memory.consents.find(({ grantId }) => grantId === consentId)
  if (!consent) return json(404, { message: 'Consent not found' })
  return json(200, {
    id: consent.grantId,
    status: consent.state === 'active' ? 'ACTIVE' : 'REVOKED',
    parties: [{ name: 'Mikomo', type: 'DATA_PROVIDER' }],
    resources: consent.accountIds.map((resourceId) => ({ resourceType: 'ACCOUNT', resourceId })),
  })
}

function hasServiceToken(bank: Bank, authorization: string | undefined): boolean {
  const given = hash(/^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '')
  return [...bank.serviceTokens].some(([known, untilMs]) => sameHash(known, given) && bank.now() < untilMs)
}
