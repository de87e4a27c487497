import { randomBytes, randomUUID } from 'node:crypto'
import type { Bank, Visit } from './bank.ts'
import { clientByBasic, hasRightSecret } from './client-authentication.ts'
import { makeIdToken } from './id-token.ts'
import { hash, sameHash, type Consent } from './memory.ts'
import { isLost } from './misbehaviour.ts'
import { json, oauthError, type Asked, type Outcome } from './wire.ts'

/**
 * `POST /token`: Basic at the exchange, credentials in the body at refresh, and no access token: the ID token is the bearer.
 * Akoya pages "Token" and "Token errors".
 */
export function answerToken(bank: Bank, asked: Asked): Outcome {
  switch (asked.form.get('grant_type')) {
    case 'authorization_code':
      return exchange(bank, asked)
    case 'refresh_token':
      return refresh(bank, asked)
    default:
      return oauthError(400, 'invalid_grant')
  }
}

function exchange(bank: Bank, { headers, form }: Asked): Outcome {
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

function refresh(bank: Bank, { headers, form }: Asked): Outcome {
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

/** A client that lost the answer comes again with the token it holds: the good one was never delivered, and makes room. */
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

/** Grace runs from the first use: coming again does not prolong it. */
function rememberSpent(bank: Bank, consent: Consent, spentHash: string): void {
  if (consent.spent && sameHash(consent.spent.hash, spentHash)) return
  consent.spent = { hash: spentHash, untilMs: bank.now() + bank.misbehaviour.graceMs }
}

/** New tokens replace the ones before: from here on the old refresh token is claimed, whether or not the answer arrives. */
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

/** The client's consent whose good refresh token this is. */
export function consentOf(bank: Bank, clientId: string | null, refreshToken: string): Consent | undefined {
  const wanted = hash(refreshToken)
  return bank.memory.consents.find(
    (consent) => consent.clientId === clientId && sameHash(consent.refreshHash, wanted),
  )
}

/** What was approved for this code. A code is good once, whatever comes of it; another client's attempt leaves it be. */
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
 * PKCE is undocumented at Akoya; a client that sends a challenge is held to it (RFC 7636 section 4.6), and a verifier without a
 * challenge means that somebody took the challenge away (RFC 9700 section 4.8.2).
 */
function hasRightVerifier(visit: Visit, verifier: string | null): boolean {
  if (visit.codeChallenge === null) return verifier === null
  return verifier !== null && sameHash(hash(verifier), visit.codeChallenge)
}
