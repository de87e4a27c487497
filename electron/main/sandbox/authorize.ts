import { randomBytes } from 'node:crypto'
import type { Bank, Visit } from './bank.ts'
import { hash } from './memory.ts'
import { accountsPage, problemPage, signInPage } from './pages.ts'
import { findPerson } from './people.ts'
import type { Answer, Asked } from './wire.ts'

/** A page that is left open this long is over. */
const visitMs = 10 * 60_000
const mostVisits = 200

/**
 * `/auth` and the pages behind it. What is wrong with the client or its redirect URI is shown here and never sent back;
 * everything else goes to the redirect URI. Akoya page "Authentication errors".
 */
export function authorize(bank: Bank, asked: Asked): Answer {
  const { pathname } = asked.url
  if (pathname === '/auth' && asked.method === 'GET') return begin(bank, asked.url.searchParams)
  if (asked.method !== 'POST' || (pathname !== '/auth/sign-in' && pathname !== '/auth/consent')) {
    return problemPage(400, 'Requested resource does not exist')
  }

  const { form } = asked
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

function begin(bank: Bank, asked: URLSearchParams): Answer {
  const client = bank.memory.clients.find(({ clientId }) => clientId === asked.get('client_id'))
  const redirectUri = asked.get('redirect_uri') ?? ''
  if (!client) return problemPage(400, 'Invalid client_id')
  // Byte for byte, port and all: RFC 8252's "any port" is not Akoya's.
  if (!client.redirectUris.includes(redirectUri)) return problemPage(400, 'Unregistered redirect_uri')
  // Akoya shows a sign-in that leads nowhere, with a 200.
  if (!asked.get('connector')) return problemPage(200, 'No institution was chosen.')
  if (asked.get('connector') !== 'mikomo') return problemPage(400, 'Invalid ConnectorID')

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
    untilMs: bank.now() + visitMs,
  }
  const fault = faultOf(asked)
  if (fault) return sendBack(visit, fault)

  const visitId = randomBytes(18).toString('base64url')
  makeRoom(bank)
  bank.visits.set(visitId, visit)
  return signInPage({ visitId, clientName: client.name, user: '', isRefused: false })
}

function makeRoom(bank: Bank): void {
  for (const [visitId, { untilMs }] of bank.visits) {
    if (untilMs <= bank.now() || bank.visits.size >= mostVisits) bank.visits.delete(visitId)
  }
}

const requiredScopes = ['openid', 'profile', 'offline_access']
const knownScopes = [...requiredScopes, 'email']

function invalid(error_description: string) {
  return { error: 'invalid_request', error_description }
}

function faultOf(asked: URLSearchParams): { error: string; error_description: string } | null {
  if (asked.get('response_type') !== 'code') return invalid('Invalid response type')
  if (!asked.get('state')) return invalid('Missing required parameter "state".')

  const scopes = (asked.get('scope') ?? '').split(' ').filter(Boolean)
  const missing = requiredScopes.filter((scope) => !scopes.includes(scope))
  const unknown = scopes.filter((scope) => !knownScopes.includes(scope))
  if (missing.length > 0) {
    return { error: 'invalid_scope', error_description: `Missing required scope(s) ${quoted(missing)}.` }
  }
  if (unknown.length > 0) {
    return { error: 'invalid_scope', error_description: `Unrecognized scope(s) ${quoted(unknown)}.` }
  }

  const hasChallenge = asked.has('code_challenge') || asked.has('code_challenge_method')
  const isS256 =
    asked.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(asked.get('code_challenge') ?? '')
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
  const user = form.get('user')?.trim() ?? ''
  const person = findPerson(user)
  if (!person || form.get('password') !== person.user) {
    return signInPage({ visitId, clientName, user, isRefused: true })
  }
  visit.user = person.user
  return accountsPage({ visitId, clientName, person, chosen: null })
}

function consent(bank: Bank, { visitId, visit, form, clientName }: Step): Answer {
  const person = findPerson(visit.user ?? '')
  if (!person || form.get('do') === 'previous') {
    visit.user = null
    return signInPage({ visitId, clientName, user: person?.user ?? '', isRefused: false })
  }
  const chosen = person.accounts
    .map(({ accountId }) => accountId)
    .filter((accountId) => form.getAll('account').includes(accountId))
  if (chosen.length === 0) return accountsPage({ visitId, clientName, person, chosen })

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
