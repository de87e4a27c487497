import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { hash } from './memory.ts'
import type { Bank, Visit } from './mikomo.ts'
import { accountsPage, problemPage, sendPage, signInPage } from './pages.ts'
import { findPerson } from './people.ts'
import { readForm } from './wire.ts'

/**
 * `/auth` and the pages behind it. What is wrong with the client or its redirect URI is shown here and never sent back;
 * everything else goes to the redirect URI. Akoya page "Authentication errors".
 */
export async function authorize(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (url.pathname === '/auth' && request.method === 'GET') return begin(bank, response, url.searchParams)
  if (request.method !== 'POST') return problem(response, 404, 'Requested resource does not exist')

  const form = await readForm(request)
  const visitId = form.get('visit') ?? ''
  const visit = bank.visits.get(visitId)
  if (!visit || visit.codeHash !== null) return problem(response, 400, 'This sign-in is over.')
  if (form.get('do') === 'cancel') {
    bank.visits.delete(visitId)
    return sendBack(response, visit, {
      error: 'access_denied',
      error_description: 'The end user cancelled the consent.',
    })
  }
  if (url.pathname === '/auth/sign-in') return signIn(bank, response, { visitId, visit, form })
  if (url.pathname === '/auth/consent') return consent(bank, response, { visitId, visit, form })
  return problem(response, 404, 'Requested resource does not exist')
}

function begin(bank: Bank, response: ServerResponse, asked: URLSearchParams): void {
  const client = bank.memory.clients.find(({ clientId }) => clientId === asked.get('client_id'))
  const redirectUri = asked.get('redirect_uri') ?? ''
  if (!client) return problem(response, 400, 'Invalid client_id')
  if (!client.redirectUris.includes(redirectUri)) return problem(response, 400, 'Unregistered redirect_uri')
  if (!asked.get('connector')) return problem(response, 200, 'No institution was chosen.')
  if (asked.get('connector') !== 'mikomo') return problem(response, 400, 'Invalid ConnectorID')

  const visit: Visit = {
    clientId: client.clientId,
    redirectUri,
    state: asked.get('state'),
    nonce: asked.get('nonce'),
    codeChallenge: asked.get('code_challenge'),
    scope: asked.get('scope') ?? '',
    user: null,
    accountIds: [],
    codeHash: null,
    codeUntilMs: 0,
  }
  const fault = faultOf(asked)
  if (fault) return sendBack(response, visit, fault)

  const visitId = randomBytes(18).toString('base64url')
  bank.visits.set(visitId, visit)
  sendPage(response, 200, 'Sign in', signInPage(visitId, client.name, false))
}

function faultOf(asked: URLSearchParams): Record<string, string> | null {
  if (asked.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', error_description: 'Invalid response type' }
  }
  const scopes = (asked.get('scope') ?? '').split(' ')
  const missing = ['openid', 'profile', 'offline_access'].filter((scope) => !scopes.includes(scope))
  if (missing.length > 0) {
    return {
      error: 'invalid_scope',
      error_description: `Missing required scope(s) ${JSON.stringify(missing)}.`,
    }
  }
  const hasChallenge = asked.has('code_challenge')
  return hasChallenge && asked.get('code_challenge_method') !== 'S256'
    ? { error: 'invalid_request', error_description: 'Transform algorithm not supported' }
    : null
}

interface Step {
  visitId: string
  visit: Visit
  form: URLSearchParams
}

function signIn(bank: Bank, response: ServerResponse, { visitId, visit, form }: Step): void {
  const person = findPerson(form.get('user') ?? '')
  if (!person || form.get('password') !== person.user) {
    return sendPage(response, 200, 'Sign in', signInPage(visitId, nameOf(bank, visit), true))
  }
  visit.user = person.user
  sendPage(response, 200, 'Manage your data', accountsPage(visitId, nameOf(bank, visit), person, false))
}

function consent(bank: Bank, response: ServerResponse, { visitId, visit, form }: Step): void {
  const person = findPerson(visit.user ?? '')
  if (!person) return problem(response, 400, 'Sign in first.')
  const chosen = new Set(form.getAll('account'))
  const accountIds = person.accounts.map(({ accountId }) => accountId).filter((id) => chosen.has(id))
  if (accountIds.length === 0) {
    return sendPage(
      response,
      200,
      'Manage your data',
      accountsPage(visitId, nameOf(bank, visit), person, true),
    )
  }

  const code = randomBytes(16).toString('base64url')
  visit.accountIds = accountIds
  visit.codeHash = hash(code)
  visit.codeUntilMs = bank.now() + bank.misbehaviour.codeMs
  sendBack(response, visit, { code })
}

function nameOf(bank: Bank, visit: Visit): string {
  return bank.memory.clients.find(({ clientId }) => clientId === visit.clientId)?.name ?? 'The app'
}

function sendBack(response: ServerResponse, visit: Visit, parameters: Record<string, string>): void {
  const target = new URL(visit.redirectUri)
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
  if (visit.state !== null) target.searchParams.set('state', visit.state)
  response.writeHead(302, {
    location: target.href,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
  response.end()
}

function problem(response: ServerResponse, status: number, text: string): void {
  sendPage(response, status, 'Connection issue', problemPage(text))
}
