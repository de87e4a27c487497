import { randomBytes } from 'node:crypto'
import type { Bank, Visit } from './bank.ts'
import { hash } from './memory.ts'
import { accountsPage, problemPage, signInPage } from './pages.ts'
import { findUser } from './users.ts'
import type { Answer, SandboxRequest } from './wire.ts'

/** How long an open page stays valid. */
const visitMs = 10 * 60_000
const mostVisits = 200

/**
 * `/auth` and the pages behind it. A wrong client or redirect URI is shown here and never sent to the redirect URI; every other error is.
 * Akoya page "Authentication errors".
 */
export function authorize(bank: Bank, request: SandboxRequest): Answer {
  const { pathname } = request.url
  if (pathname === '/auth' && request.method === 'GET') return begin(bank, request.url.searchParams)
  if (request.method !== 'POST' || (pathname !== '/auth/sign-in' && pathname !== '/auth/consent')) {
    return problemPage(400, 'Requested resource does not exist')
  }

  const { form } = request
  const visitId = form.get('visit') ?? ''
  const visit = bank.visits.get(visitId)
  if (!visit || visit.codeHash !== null || visit.untilMs <= bank.now()) {
    return problemPage(400, 'This page was open for too long, or was already answered.')
  }
  if (form.get('do') === 'cancel') {
    bank.visits.delete(visitId)
    return sendBack(visit, {
      error: 'access_denied',
      error_description: 'The user cancelled the consent flow.',
    })
  }
  const step = { visitId, visit, form, clientName: nameOf(bank, visit) }
  return pathname === '/auth/sign-in' ? signIn(step) : consent(bank, step)
}

function begin(bank: Bank, query: URLSearchParams): Answer {
  const client = bank.memory.clients.find(({ clientId }) => clientId === query.get('client_id'))
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!client) return problemPage(400, 'Invalid client_id')
  // Exactly equal, port included: Akoya does not allow RFC 8252's "any port".
  if (!client.redirectUris.includes(redirectUri)) return problemPage(400, 'Unregistered redirect_uri')
  // Akoya shows a sign-in page that leads nowhere, with status 200.
  if (!query.get('connector')) return problemPage(200, 'No institution was chosen.')
  if (query.get('connector') !== 'mikomo') return problemPage(400, 'Invalid ConnectorID')

  const visit: Visit = {
    clientId: client.clientId,
    redirectUri,
    state: query.get('state'),
    nonce: query.get('nonce'),
    codeChallenge: query.get('code_challenge'),
    scope: query.get('scope') ?? '',
    user: null,
    accountIds: [],
    codeHash: null,
    untilMs: bank.now() + visitMs,
  }
  const fault = faultOf(query)
  if (fault) return sendBack(visit, fault)

  const visitId = randomBytes(18).toString('base64url')
  discardOldVisits(bank)
  bank.visits.set(visitId, visit)
  return signInPage({ visitId, clientName: client.name, username: '', isRefused: false })
}

function discardOldVisits(bank: Bank): void {
  for (const [visitId, { untilMs }] of bank.visits) {
    if (untilMs <= bank.now() || bank.visits.size >= mostVisits) bank.visits.delete(visitId)
  }
}

const requiredScopes = ['openid', 'profile', 'offline_access']
const knownScopes = [...requiredScopes, 'email']

function invalid(error_description: string) {
  return { error: 'invalid_request', error_description }
}

function faultOf(query: URLSearchParams): { error: string; error_description: string } | null {
  if (query.get('response_type') !== 'code') return invalid('Invalid response type')
  if (!query.get('state')) return invalid('Missing required parameter "state".')

  const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean)
  const missing = requiredScopes.filter((scope) => !scopes.includes(scope))
  const unknown = scopes.filter((scope) => !knownScopes.includes(scope))
  if (missing.length > 0) {
    return { error: 'invalid_scope', error_description: `Missing required scope(s) ${quoted(missing)}.` }
  }
  if (unknown.length > 0) {
    return { error: 'invalid_scope', error_description: `Unrecognized scope(s) ${quoted(unknown)}.` }
  }

  const hasChallenge = query.has('code_challenge') || query.has('code_challenge_method')
  const isS256 =
    query.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(query.get('code_challenge') ?? '')
  return hasChallenge && !isS256 ? invalid('Only the code challenge method S256 is supported.') : null
}

function quoted(words: string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(' ')}]`
}

interface Step {
  visitId: string
  visit: Visit
  form: URLSearchParams
  clientName: string
}

function signIn({ visitId, visit, form, clientName }: Step): Answer {
  const username = form.get('user')?.trim() ?? ''
  const user = findUser(username)
  if (!user || form.get('password') !== user.username) {
    return signInPage({ visitId, clientName, username, isRefused: true })
  }
  visit.user = user.username
  return accountsPage({ visitId, clientName, user, chosen: null })
}

function consent(bank: Bank, { visitId, visit, form, clientName }: Step): Answer {
  const user = findUser(visit.user ?? '')
  if (!user || form.get('do') === 'previous') {
    visit.user = null
    return signInPage({ visitId, clientName, username: user?.username ?? '', isRefused: false })
  }
  const chosen = user.accounts
    .map(({ accountId }) => accountId)
    .filter((accountId) => form.getAll('account').includes(accountId))
  if (chosen.length === 0) return accountsPage({ visitId, clientName, user, chosen })

  const code = randomBytes(18).toString('base64url')
  visit.accountIds = chosen
  visit.codeHash = hash(code)
  visit.untilMs = bank.now() + bank.misbehaviour.codeMs
  return sendBack(visit, { code })
}

function nameOf(bank: Bank, visit: Visit): string {
  return bank.memory.clients.find(({ clientId }) => clientId === visit.clientId)?.name ?? 'The app'
}

function sendBack(visit: Visit, parameters: Record<string, string>): Answer {
  const target = new URL(visit.redirectUri)
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
  if (visit.state !== null) target.searchParams.set('state', visit.state)
  return { status: 302, headers: { location: target.href, 'referrer-policy': 'no-referrer' }, body: '' }
}
