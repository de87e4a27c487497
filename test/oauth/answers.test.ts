import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildAuthorizationRequest } from '../../electron/main/oauth/authorize.ts'
import { validateCallback } from '../../electron/main/oauth/callback.ts'
import { exchangeCode } from '../../electron/main/oauth/exchange.ts'
import { refreshTokens } from '../../electron/main/oauth/refresh.ts'
import { revokeToken } from '../../electron/main/oauth/revoke.ts'
import { newKnownServers } from '../../electron/main/oauth/known.ts'
import { openServer, type Server, type TokenSet } from '../../electron/main/oauth/server.ts'
import { openHttp } from '../../electron/main/net/http.ts'
import { openidProfile } from '../../electron/main/institutions/openid/profile.ts'
import { client, startOddServer, type Oddity, type OddServer } from '../support/odd-server.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { limits } from '../support/limits.ts'

const http = openHttp({ userAgent: 'Mooring/test', totalMs: 3000, longMs: 3000 })
const redirectUri = 'http://127.0.0.1:4000/callback'
const inAnHour = Math.floor(Date.now() / 1000) + 3600
let odd: OddServer
let kept: string[] = []

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(async () => {
  await odd.close()
  await http.close()
})
beforeEach(() => {
  odd.oddity = {}
  odd.requests = []
  kept = []
})

function open(): Promise<Server> {
  const profile = openidProfile(
    odd.issuer,
    { has: 'secret', ...usualProtections },
    { allowLoopbackHttp: true },
  )
  return openServer(
    { http, known: newKnownServers() },
    profile.server,
    client,
    AbortSignal.timeout(limits.requestMs),
  )
}

async function exchange(oddity: Oddity): Promise<TokenSet> {
  const server = await open()
  const request = await buildAuthorizationRequest(server, { redirectUri, scopes: ['openid', 'profile'] })
  const url = new URL(redirectUri)
  url.search = new URLSearchParams({
    code: request.nonce ?? '',
    state: request.state,
    iss: odd.issuer,
  }).toString()
  odd.oddity = oddity
  return exchangeCode(
    server,
    request,
    validateCallback(server, request, url),
    async () => undefined,
    AbortSignal.timeout(limits.requestMs),
  )
}

/** What was kept is in `kept`, whatever else becomes of the answer. */
async function refresh(oddity: Oddity): Promise<TokenSet> {
  const server = await open()
  odd.oddity = oddity
  const previous = { issuer: odd.issuer, sub: 'sub-1', clientId: client.clientId, signedInAtMs: 1000 }
  const keep = async (refreshToken: string) => void kept.push(refreshToken)
  const signal = AbortSignal.timeout(limits.requestMs)
  const { tokens, problem } = await refreshTokens(server, { refreshToken: 'rt-1', previous }, keep, signal)
  if (tokens === null) throw problem
  return tokens
}

async function revoke(oddity: Oddity) {
  const server = await open()
  odd.oddity = oddity
  return revokeToken(server, { token: 'rt-1', hint: 'refresh_token' }, AbortSignal.timeout(limits.requestMs))
}

const tokenRequests = () => odd.requests.filter((path) => path === '/token' || path === '/revoke').length

test('a good response gives tokens, claims, scopes and their expiry', async () => {
  const tokens = await exchange({})
  expect(tokens).toMatchObject({
    refreshToken: 'rt-2',
    accessToken: 'at-1',
    claims: { sub: 'sub-1' },
    scopesGranted: ['openid', 'profile'],
  })
  expect(tokens.expiresAtMs - Date.now()).toBeGreaterThan(290_000)
})

test.each<[string, Oddity]>([
  ['an audience list of one', { claims: { aud: [client.clientId] } }],
  ['no expires_in', { answer: { expires_in: undefined } }],
  ['an expires_in written as a text', { answer: { expires_in: '300' } }],
  ['an expires_in of 1e308', { answer: { expires_in: 1e308 } }],
  ['members that we did not request', { answer: { extra: { deep: [1] } }, claims: { extra: true } }],
])('%s is accepted, and the token’s lifetime stays valid', async (_what, oddity) => {
  const { expiresAtMs } = await exchange(oddity)
  expect(expiresAtMs).toBeGreaterThan(Date.now() + 100_000)
  expect(expiresAtMs).toBeLessThanOrEqual(Date.now() + 366 * 86_400_000)
})

test.each<[string, Oddity, string]>([
  ['of another issuer', { claims: { iss: 'https://evil.example' } }, 'id_token_invalid'],
  ['without an issuer', { claims: { iss: undefined } }, 'id_token_invalid'],
  ['for another client', { claims: { aud: 'client-2' } }, 'id_token_invalid'],
  ['for two clients without azp', { claims: { aud: [client.clientId, 'client-2'] } }, 'id_token_invalid'],
  ['authorized for another party', { claims: { azp: 'client-2' } }, 'id_token_invalid'],
  ['with a replayed nonce', { claims: { nonce: 'old' } }, 'id_token_invalid'],
  ['without the nonce', { claims: { nonce: undefined } }, 'id_token_invalid'],
  ['that ended an hour ago', { claims: { exp: inAnHour - 7200 } }, 'id_token_invalid'],
  ['without an end', { claims: { exp: undefined } }, 'id_token_invalid'],
  ['from the future', { claims: { iat: inAnHour, exp: inAnHour + 300 } }, 'id_token_invalid'],
  ['without a subject', { claims: { sub: undefined } }, 'id_token_invalid'],
  ['with a subject of 10,000 characters', { claims: { sub: 'x'.repeat(10_000) } }, 'id_token_invalid'],
  ['that is not signed', { header: { alg: 'none' } }, 'id_token_invalid'],
  ['signed with another algorithm', { header: { alg: 'HS256' } }, 'id_token_invalid'],
  ['signed by a stranger', { foreignKey: true }, 'id_token_invalid'],
  ['signed with a key that is not published', { header: { kid: 'k9' } }, 'id_token_invalid'],
  ['that is no token at all', { answer: { id_token: 'x' } }, 'id_token_invalid'],
])('an ID token %s is refused after one request', async (_what, oddity, code) => {
  await expect(exchange(oddity)).rejects.toMatchObject({ code })
  expect(tokenRequests()).toBe(1)
})

test.each<[string, Oddity, string]>([
  ['without an ID token', { answer: { id_token: undefined } }, 'id_token_invalid'],
  ['with a token type that we did not request', { answer: { token_type: 'DPoP' } }, 'answer_invalid'],
  ['with an empty access token', { answer: { access_token: '' } }, 'answer_invalid'],
  ['with a line break in the access token', { answer: { access_token: 'a\r\nb' } }, 'answer_invalid'],
  [
    'that is cut short',
    { text: '{"access_token":', headers: { 'content-type': 'application/json' } },
    'answer_invalid',
  ],
  ['that is a list', { text: '[]', headers: { 'content-type': 'application/json' } }, 'answer_invalid'],
  ['that is a network’s sign-in page', { text: '<html>sign in</html>' }, 'portal'],
  [
    'that sends us elsewhere',
    { status: 307, text: '', headers: { location: 'https://evil.example/' } },
    'portal',
  ],
  ['that the network must be signed in to', { status: 511, text: '<html></html>' }, 'portal'],
  [
    'that limits the request rate',
    { status: 429, answer: {}, headers: { 'retry-after': '7' } },
    'rate_limited',
  ],
  ['of a server that is down', { status: 503, text: 'down' }, 'server_unavailable'],
])('a token answer %s is refused after one request', async (_what, oddity, code) => {
  await expect(exchange(oddity)).rejects.toMatchObject({ code })
  expect(tokenRequests()).toBe(1)
})

const refusal = (error: string, description?: string): Oddity => ({
  status: error === 'invalid_client' ? 401 : 400,
  text: JSON.stringify({ error, error_description: description }),
  headers: { 'content-type': 'application/json' },
})

test.each<[string, (oddity: Oddity) => Promise<unknown>, Oddity, string]>([
  ['exchange', exchange, refusal('invalid_client'), 'client_rejected'],
  ['exchange', exchange, refusal('invalid_grant'), 'code_rejected'],
  ['refresh', refresh, refusal('invalid_grant'), 'grant_ended'],
  ['refresh', refresh, refusal('invalid_client'), 'client_rejected'],
  ['refresh', refresh, { status: 503, text: '' }, 'server_unavailable'],
  ['refresh', refresh, { claims: { sub: 'somebody else' } }, 'id_token_invalid'],
  ['refresh', refresh, { claims: { iss: 'https://evil.example' } }, 'id_token_invalid'],
  ['refresh', refresh, { claims: { aud: 'client-2' } }, 'id_token_invalid'],
  ['refresh', refresh, { claims: { auth_time: 2 } }, 'id_token_invalid'],
  ['revoke', revoke, refusal('invalid_client'), 'client_rejected'],
  ['revoke', revoke, refusal('invalid_request'), 'revocation_refused'],
  ['revoke', revoke, { status: 503, text: '', headers: { 'retry-after': '30' } }, 'server_unavailable'],
  ['revoke', revoke, { status: 302, text: '', headers: { location: '/' } }, 'portal'],
])('%s: a refusal has the error code of its meaning', async (_what, act, oddity, code) => {
  await expect(act(oddity)).rejects.toMatchObject({ code })
  expect(tokenRequests()).toBe(1)
})

test.each<[string, Oddity, string[]]>([
  ['another user', { claims: { sub: 'somebody else' } }, []],
  ['another issuer', { claims: { iss: 'https://evil.example' } }, []],
  ['another client', { claims: { aud: 'client-2' } }, []],
  ['another sign-in of the same user', { claims: { auth_time: 2 } }, ['rt-2']],
])(
  'of a refresh response in the name of %s, only a refresh token of this grant is stored [N3]',
  async (_what, oddity, held) => {
    await expect(refresh(oddity)).rejects.toMatchObject({ code: 'id_token_invalid' })
    expect(kept).toEqual(held)
  },
)

test('a refreshed ID token of the same sign-in, or without a sign-in time, is accepted', async () => {
  expect(await refresh({ claims: { auth_time: 1 } })).toMatchObject({ refreshToken: 'rt-2' })
  expect(await refresh({})).toMatchObject({ refreshToken: 'rt-2' })
})

test('a refresh response without a refresh token or an ID token keeps the old ones', async () => {
  expect(await refresh({ answer: { refresh_token: undefined, id_token: undefined } })).toMatchObject({
    refreshToken: null,
    claims: null,
  })
})

test('a revocation is done with 200, whatever its body is', async () => {
  expect(await revoke({ answer: { odd: true } })).toEqual({ host: new URL(odd.issuer).host, status: 200 })
})

test('a revocation is done with an empty 200, whatever its content type [S4]', async () => {
  const answer = { status: 200, text: '', headers: { 'content-type': 'text/html; charset=utf-8' } }
  expect(await revoke({ at: { '/revoke': answer } })).toMatchObject({ status: 200 })
})

test.each<[string, Record<string, unknown>, string]>([
  ['another issuer', { issuer: 'https://evil.example' }, 'issuer_mismatch'],
  ['a token endpoint that is a script', { token_endpoint: 'javascript:alert(1)' }, 'endpoint_insecure'],
  [
    'an authorization endpoint that is a file',
    { authorization_endpoint: 'file:///etc/passwd' },
    'endpoint_insecure',
  ],
  [
    'a token endpoint without TLS elsewhere',
    { token_endpoint: 'http://bank.example/token' },
    'endpoint_insecure',
  ],
])('metadata that name %s are discarded before anything is sent there', async (_what, metadata, code) => {
  odd.oddity = { metadata }
  await expect(open()).rejects.toMatchObject({ code })
  expect(tokenRequests()).toBe(0)
})

test.each<[string, (query: URLSearchParams) => void, string]>([
  [
    'a code in the name of another issuer',
    (query) => query.set('iss', 'https://evil.example'),
    'issuer_mismatch',
  ],
  ['a code without the issuer that was announced', (query) => query.delete('iss'), 'issuer_mismatch'],
  [
    'an error in the name of another issuer',
    (query) => (query.set('error', 'access_denied'), query.set('iss', 'x')),
    'issuer_mismatch',
  ],
  ['a user’s refusal', (query) => query.set('error', 'access_denied'), 'consent_denied'],
  ['another error, even with a code', (query) => query.set('error', 'server_error'), 'server_unavailable'],
  ['two codes', (query) => query.append('code', 'x'), 'answer_invalid'],
  ['no code', (query) => query.delete('code'), 'answer_invalid'],
])('%s in the authorization response ends the link before any token request', async (_what, change, code) => {
  const server = await open()
  const request = await buildAuthorizationRequest(server, { redirectUri, scopes: ['openid'] })
  const url = new URL(redirectUri)
  const query = new URLSearchParams({ code: 'c', state: request.state, iss: odd.issuer })
  change(query)
  url.search = query.toString()
  expect(() => validateCallback(server, request, url)).toThrow(expect.objectContaining({ code }))
  expect(tokenRequests()).toBe(0)
})

test('other parameters of a response are ignored, even repeated ones [N1]', async () => {
  const server = await open()
  const request = await buildAuthorizationRequest(server, { redirectUri, scopes: ['openid'] })
  const query = new URLSearchParams({ code: request.nonce ?? '', state: request.state, iss: odd.issuer })
  for (const name of ['error_description', 'error_uri', 'session_state', 'x']) {
    query.append(name, 'a\r\nb')
    query.append(name, 'c')
  }
  const callback = validateCallback(server, request, new URL(`${redirectUri}?${query}&%zz=%00`))
  expect(await exchangeCode(server, request, callback, async () => undefined)).toMatchObject({
    accessToken: 'at-1',
  })
})

test.each<[string, Record<string, unknown>, string | null]>([
  [
    'announces a choice of accounts',
    { prompt_values_supported: ['login', 'select_account'] },
    'select_account',
  ],
  ['announces none', { prompt_values_supported: ['login'] }, 'login'],
  ['says nothing', {}, 'login'],
])('for another login, a server that %s gets a prompt that it supports', async (_what, metadata, prompt) => {
  odd.oddity = { metadata }
  const server = await open()
  const wanted = { redirectUri, scopes: ['openid'], choosesAccount: true }
  const { url } = await buildAuthorizationRequest(server, wanted)
  expect(new URL(url).searchParams.get('prompt')).toBe(prompt)
})
