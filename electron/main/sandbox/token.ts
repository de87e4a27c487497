import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { makeIdToken } from './id-token.ts'
import { hash, sameHash, type Consent } from './memory.ts'
import type { Bank, Visit } from './mikomo.ts'
import { sendJson } from './wire.ts'

/** `POST /token`: Basic at the exchange, credentials in the body at refresh, and no access token. Akoya page "Token". */
export function answerToken(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
  form: URLSearchParams,
): void {
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchange(bank, request, response, form)
    case 'refresh_token':
      return refresh(bank, request, response, form)
    default:
      return refuse(response, 400, 'invalid_grant')
  }
}

/** `POST /revoke`: 200 and an empty body, for a token that nobody knows as well. Akoya page "Revoke". */
export function answerRevoke(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
  form: URLSearchParams,
): void {
  if (
    request.headers.authorization !== undefined ||
    !hasRightSecret(bank, form.get('client_id'), form.get('client_secret'))
  ) {
    return refuse(response, 401, 'unauthorized_client')
  }
  const token = form.get('token')
  if (!token) return refuse(response, 400, 'invalid_request', 'Missing token')
  if (form.get('token_type_hint') !== 'refresh_token') return refuse(response, 400, 'unsupported_token_type')

  const consent = consentOf(bank, form.get('client_id'), token)
  if (consent) {
    Object.assign(consent, { state: 'revoked', revokedBy: 'client' })
    bank.save()
  }
  response.writeHead(200, { 'cache-control': 'no-store' })
  response.end()
}

function exchange(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
  form: URLSearchParams,
): void {
  const clientId = clientByBasic(bank, request.headers.authorization)
  if (clientId === null) return refuse(response, 401, 'invalid_client', 'Invalid client credentials.')

  const codeHash = hash(form.get('code') ?? '')
  const [visitId, visit] = [...bank.visits].find(([, open]) => open.codeHash === codeHash) ?? []
  if (!visit || !visitId || visit.clientId !== clientId || visit.codeUntilMs < bank.now()) {
    return refuse(response, 400, 'invalid_request', 'Invalid or expired code parameter.')
  }
  // Once only, whatever comes of it.
  bank.visits.delete(visitId)
  if (form.get('redirect_uri') !== visit.redirectUri) {
    return refuse(response, 400, 'invalid_request', 'redirect_uri did not match URI from initial request')
  }
  if (!hasRightVerifier(visit, form.get('code_verifier'))) {
    return refuse(response, 400, 'invalid_request', 'Invalid or expired code parameter.')
  }

  const consent: Consent = {
    grantId: randomUUID(),
    clientId,
    user: visit.user ?? '',
    accountIds: visit.accountIds,
    state: 'active',
    revokedBy: null,
    generation: 0,
    refreshHash: '',
  }
  bank.memory.consents.push(consent)
  issue(bank, request, response, consent, visit)
}

function refresh(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
  form: URLSearchParams,
): void {
  const isBasic = request.headers.authorization !== undefined
  if (isBasic || !hasRightSecret(bank, form.get('client_id'), form.get('client_secret'))) {
    return refuse(response, 401, 'invalid_client', 'Invalid client credentials.')
  }
  const token = form.get('refresh_token')
  if (!token) return refuse(response, 400, 'invalid_request', 'No refresh token in request')

  const consent = consentOf(bank, form.get('client_id'), token)
  if (consent?.state !== 'active') {
    return refuse(
      response,
      400,
      'invalid_request',
      'Refresh token is invalid or has already been claimed by another client.',
    )
  }
  issue(bank, request, response, consent, null)
}

/** New tokens replace the ones before: from here on the old refresh token is claimed. */
function issue(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
  consent: Consent,
  visit: Visit | null,
): void {
  const refreshToken = randomBytes(32).toString('base64url')
  consent.refreshHash = hash(refreshToken)
  consent.generation += 1
  bank.save()

  if (bank.misbehaviour.loseNextTokenAnswer) {
    bank.misbehaviour.loseNextTokenAnswer = false
    request.socket.destroy()
    return
  }
  sendJson(response, 200, {
    id_token: makeIdToken(bank, consent, visit?.nonce ?? null),
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: bank.misbehaviour.idTokenSeconds - 1,
    scope: visit?.scope ?? 'openid profile offline_access',
  })
}

function consentOf(bank: Bank, clientId: string | null, refreshToken: string): Consent | undefined {
  const wanted = hash(refreshToken)
  return bank.memory.consents.find(
    (consent) => consent.clientId === clientId && sameHash(consent.refreshHash, wanted),
  )
}

/** `base64(client_id:client_secret)`, not form-encoded first. */
function clientByBasic(bank: Bank, authorization: string | undefined): string | null {
  const [, encoded = ''] = /^Basic (.+)$/.exec(authorization ?? '') ?? []
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const [clientId = '', ...secret] = text.split(':')
  return hasRightSecret(bank, clientId, secret.join(':')) ? clientId : null
}

function hasRightSecret(bank: Bank, clientId: string | null, secret: string | null): boolean {
  const client = bank.memory.clients.find((known) => known.clientId === clientId)
  return client !== undefined && secret !== null && sameHash(client.secretHash, hash(secret))
}

/** PKCE is undocumented at Akoya; where a client sends a challenge, the verifier is held to it (RFC 7636 section 4.6). */
function hasRightVerifier(visit: Visit, verifier: string | null): boolean {
  if (visit.codeChallenge === null) return true
  return (
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') === visit.codeChallenge
  )
}

function refuse(response: ServerResponse, status: number, error: string, description?: string): void {
  sendJson(response, status, {
    error,
    ...(description === undefined ? {} : { error_description: description }),
  })
}
