import { afterEach, beforeEach, expect, test } from 'vitest'
import { client, openRecipient, redirectUri, type Change, type Recipient } from './recipient.ts'

let recipient: Recipient
beforeEach(async () => {
  recipient = await openRecipient()
})
afterEach(() => recipient.close())

async function open(change: Change) {
  const response = await fetch(recipient.authorizeUrl(change), { redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location'), text: await response.text() }
}

test.each<[what: string, change: Change, status: number, text: string]>([
  ['an unknown client', { client_id: 'nobody' }, 400, 'Invalid client_id'],
  ['no client', { client_id: null }, 400, 'Invalid client_id'],
  [
    'a redirect URI on another port',
    { redirect_uri: 'http://127.0.0.1:49153/callback' },
    400,
    'Unregistered redirect_uri',
  ],
  [
    'a redirect URI with more behind it',
    { redirect_uri: `${redirectUri}/` },
    400,
    'Unregistered redirect_uri',
  ],
  ['no redirect URI', { redirect_uri: null }, 400, 'Unregistered redirect_uri'],
  ['an unknown institution', { connector: 'mikomi' }, 400, 'Invalid ConnectorID'],
  ['no institution', { connector: null }, 200, 'No institution was chosen.'],
])('%s is shown on a page, and the app gets no answer', async (_what, change, status, text) => {
  const page = await open(change)
  expect(page).toMatchObject({ status, location: null })
  expect(page.text).toContain(text)
  expect(page.text).not.toContain('<form')
})

test.each<[what: string, change: Change, error: string, description: string]>([
  ['another response type', { response_type: 'token' }, 'invalid_request', 'Invalid response type'],
  ['no response type', { response_type: null }, 'invalid_request', 'Invalid response type'],
  [
    'no scope',
    { scope: null },
    'invalid_scope',
    'Missing required scope(s) ["openid" "profile" "offline_access"].',
  ],
  [
    'a scope without openid',
    { scope: 'profile offline_access' },
    'invalid_scope',
    'Missing required scope(s) ["openid"].',
  ],
  [
    'an unknown scope',
    { scope: 'openid profile offline_access pets' },
    'invalid_scope',
    'Unrecognized scope(s) ["pets"].',
  ],
  [
    'a plain challenge',
    { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' },
    'invalid_request',
    'Only the code challenge method S256 is supported.',
  ],
  [
    'a challenge that is no hash',
    { code_challenge: 'short', code_challenge_method: 'S256' },
    'invalid_request',
    'Only the code challenge method S256 is supported.',
  ],
])('%s goes back to the app as an error with its state', async (_what, change, error, description) => {
  const { status, location } = await open(change)
  const url = new URL(location ?? '')
  expect([status, `${url.origin}${url.pathname}`, Object.fromEntries(url.searchParams)]).toEqual([
    302,
    redirectUri,
    { error, error_description: description, state: 'state-1234567890' },
  ])
})

test('a request without a state is refused', async () => {
  const { location } = await open({ state: null })
  expect(Object.fromEntries(new URL(location ?? '').searchParams)).toEqual({
    error: 'invalid_request',
    error_description: 'Missing required parameter "state".',
  })
})

test('the state comes back unchanged, whatever is in it', async () => {
  const state = 'a b&c=d%20"é\'#/'
  expect((await recipient.consent('mikomo_4', { state })).searchParams.get('state')).toBe(state)
})

test('a redirect URI keeps the query it was registered with', async () => {
  const uri = 'http://127.0.0.1:49152/callback?from=mikomo'
  recipient.mikomo.allowRedirectUri(client.clientId, uri)
  const url = await recipient.consent('mikomo_4', { redirect_uri: uri })
  expect([...url.searchParams.keys()]).toEqual(['from', 'code', 'state'])
})

test('the name of an app is shown as text, whatever it is', async () => {
  recipient.mikomo.registerClient({ ...client, name: '<script>alert(1)</script>', redirectUris: [] })
  const { text } = await open({})
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(text).not.toContain('<script')
})

test('no page can be framed, stored, or made to load or run anything', async () => {
  const { headers } = await fetch(recipient.authorizeUrl())
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]+={0,2}'; base-uri 'none'; frame-ancestors 'none'$/,
  )
  expect([headers.get('cache-control'), headers.get('x-frame-options')]).toEqual(['no-store', 'DENY'])
})

async function answerPage(fields: Record<string, string>, path = '/auth/consent') {
  const body = new URLSearchParams(fields)
  const response = await fetch(`${recipient.mikomo.baseUrl}${path}`, {
    method: 'POST',
    body,
    redirect: 'manual',
  })
  return { status: response.status, location: response.headers.get('location'), text: await response.text() }
}

async function openVisit(): Promise<string> {
  return /name="visit" value="([^"]+)"/.exec((await open({})).text)?.[1] ?? ''
}

test('a page that was left open for ten minutes is over', async () => {
  const visit = await openVisit()
  recipient.pass(10 * 60_000)
  const page = await answerPage({ visit, user: 'mikomo_4', password: 'mikomo_4' }, '/auth/sign-in')
  expect([page.status, page.text.includes('open for too long')]).toEqual([400, true])
})

test('a user can’t approve without signing in', async () => {
  const visit = await openVisit()
  const page = await answerPage({ visit, do: 'approve', account: 'chk5d20f1c083' })
  expect([page.location, page.text.includes('Sign in to Mikomo')]).toEqual([null, true])
})

test("a user can’t share another user's account", async () => {
  const visit = await openVisit()
  await answerPage({ visit, user: 'mikomo_4', password: 'mikomo_4' }, '/auth/sign-in')
  const page = await answerPage({ visit, do: 'approve', account: 'chk5d20f1c083' })
  expect([page.location, page.text.includes('Select one or more accounts')]).toEqual([null, true])
})

test('a page is answered once: pressing Approve again gives no second code', async () => {
  const visit = await openVisit()
  await answerPage({ visit, user: 'mikomo_4', password: 'mikomo_4' }, '/auth/sign-in')
  const fields = { visit, do: 'approve', account: 'chk7719aa02b4' }
  expect((await answerPage(fields)).status).toBe(302)
  expect((await answerPage(fields)).status).toBe(400)
})

test('a path that leads nowhere says so', async () => {
  const response = await fetch(`${recipient.mikomo.baseUrl}/.well-known/openid-configuration`)
  expect([response.status, (await response.text()).includes('Requested resource does not exist')]).toEqual([
    400,
    true,
  ])
})
