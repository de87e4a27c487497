import { randomBytes, randomUUID } from 'node:crypto'
import type { Bank, Visit } from './bank.ts'
import { clientByBasic, hasRightSecret } from './client-authentication.ts'
import { makeIdToken } from './id-token.ts'
import { hash, sameHash, type Consent } from './memory.ts'
import { isLost } from './misbehaviour.ts'
import { json, oauthError, type SandboxRequest, type Outcome } from './wire.ts'

/**
 * `POST /token`: Basic at the exchange, credentials in the body at refresh. There is no access token: the ID token is used as one. Akoya
 * pages "Token" and "Token errors".
 */
export function answerToken(bank: Bank, request: SandboxRequest): Outcome {
  switch (request.form.get('grant_type')) {
    case 'authorization_code':
      return exchange(bank, request)
    case 'refresh_token':
      return refresh(bank, request)
    default:
      return oauthError(400, 'invalid_grant')
  }
}

function exchange(bank: Bank, { headers, form }: SandboxRequest): Outcome {
  const clientId = clientByBasic(bank.memory, headers.authorization)
  if (clientId === null) return oauthError(401, 'invalid_client', 'Invalid client credentials.')

  const visit = takeVisit(bank, clientId, form.get('code'))
  if (visit === null) return oauthError(400, 'invalid_request', 'Invalid or expired code parameter.')
  if (form.get('redirect_uri') !== visit.redirectUri) {
    return oauthError(400, 'invalid_request', 'redirect_uri did not match URI from initial request')
  }
  if (!hasRightVerifier(visit, form.get('code_verifier'))) {
    return oauthError(400, 'invalid_grant', 'Invalid code_verifier.')
  }

  const consent: Consent = {
    grantId: randomUUID(),
    clientId,
    user: visit.user ?? '',
    accountIds: visit.accountIds,
    scope: visit.scope,
    state: 'active',
    revokedBy: null,
    generation: 0,
    refreshHash: '',
  }
  bank.memory.consents.push(consent)
  return issue(bank, consent, visit.nonce)
}

function refresh(bank: Bank, { headers, form }: SandboxRequest): Outcome {
  const isKnown = hasRightSecret(bank.memory, form.get('client_id'), form.get('client_secret'))
  if (headers.authorization !== undefined || !isKnown) {
    return oauthError(401, 'invalid_client', 'Invalid client credentials.')
  }
  const token = form.get('refresh_token')
  if (!token) return oauthError(400, 'invalid_request', 'No refresh token in request')

  const consent = consentOf(bank, form.get('client_id'), token) ?? consentInGrace(bank, form, token)
  if (consent?.state !== 'active') {
    return oauthError(
      400,
      'invalid_request',
      'Refresh token is invalid or has already been claimed by another client.',
    )
  }
  rememberSpent(bank, consent, hash(token))
  return issue(bank, consent, null)
}

/** The consent of a client that lost the response and sends the old token again. The new token was never delivered, and is replaced. */
function consentInGrace(bank: Bank, form: URLSearchParams, token: string): Consent | undefined {
  const wanted = hash(token)
  return bank.memory.consents.find(
    ({ clientId, spent }) =>
      clientId === form.get('client_id') &&
      spent !== undefined &&
      bank.now() < spent.untilMs &&
      sameHash(spent.hash, wanted),
  )
}

/** Grace starts at the first use: repeating does not extend it. */
function rememberSpent(bank: Bank, consent: Consent, spentHash: string): void {
  if (consent.spent && sameHash(consent.spent.hash, spentHash)) return
  consent.spent = { hash: spentHash, untilMs: bank.now() + bank.misbehaviour.graceMs }
}

/** Issues new tokens, which replace the old ones: from now on the old refresh token is spent, whether or not the response arrives. */
function issue(bank: Bank, consent: Consent, nonce: string | null): Outcome {
  const refreshToken = randomBytes(bank.misbehaviour.refreshTokenBytes).toString('base64url')
  consent.refreshHash = hash(refreshToken)
  consent.generation += 1
  bank.save()

  if (isLost(bank.misbehaviour, 'loseNextTokenAnswer')) return 'lost'
  return json(200, {
    id_token: makeIdToken(bank, consent, nonce),
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: bank.misbehaviour.idTokenSeconds - 1,
    ...(bank.misbehaviour.omitsScope ? {} : { scope: consent.scope }),
  })
}

/** The client's consent with this valid refresh token. */
export function consentOf(bank: Bank, clientId: string | null, refreshToken: string): Consent | undefined {
  const wanted = hash(refreshToken)
  return bank.memory.consents.find(
    (consent) => consent.clientId === clientId && sameHash(consent.refreshHash, wanted),
  )
}

/** The approved visit for a code. A code works once, whatever the result; another client's attempt does not spend it. */
function takeVisit(bank: Bank, clientId: string, code: string | null): Visit | null {
  const wanted = hash(code ?? '')
  for (const [visitId, visit] of bank.visits) {
    if (visit.codeHash === null || !sameHash(visit.codeHash, wanted) || visit.clientId !== clientId) continue
    bank.visits.delete(visitId)
    return bank.now() < visit.untilMs ? visit : null
  }
  return null
}

/**
 * PKCE is undocumented at Akoya. A client that sends a challenge needs the verifier (RFC 7636 section 4.6); a verifier without a challenge
 * means that somebody removed the challenge (RFC 9700 section 4.8.2).
 */
function hasRightVerifier(visit: Visit, verifier: string | null): boolean {
  if (visit.codeChallenge === null) return verifier === null
  return verifier !== null && sameHash(hash(verifier), visit.codeChallenge)
}
