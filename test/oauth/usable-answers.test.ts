import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openidProfile } from '../../electron/main/institutions/openid/profile.ts'
import { openHttp } from '../../electron/main/net/http.ts'
import { buildAuthorizationRequest } from '../../electron/main/oauth/authorize.ts'
import { validateCallback } from '../../electron/main/oauth/callback.ts'
import { requestDeviceCode } from '../../electron/main/oauth/device.ts'
import { exchangeCode } from '../../electron/main/oauth/exchange.ts'
import { newKnownServers } from '../../electron/main/oauth/known.ts'
import { openServer, type Server, type TokenSet } from '../../electron/main/oauth/server.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { client, startOddServer, type Oddity, type OddServer } from '../support/odd-server.ts'

// Odd answers that hold all that is used of them. What is not used is ignored, as the RFCs say.

const http = openHttp({ userAgent: 'Mooring/test' })
const redirectUri = 'http://127.0.0.1:4000/callback'
let odd: OddServer

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(async () => {
  await odd.close()
  await http.close()
})
beforeEach(() => {
  odd.oddity = {}
})

function open(): Promise<Server> {
  const profile = openidProfile(
    odd.issuer,
    { has: 'secret', ...usualProtections },
    { allowLoopbackHttp: true },
  )
  return openServer({ http, known: newKnownServers() }, profile.server, client)
}

async function exchange(oddity: Oddity): Promise<TokenSet> {
  const server = await open()
  const request = await buildAuthorizationRequest(server, { redirectUri, scopes: ['openid', 'profile'] })
  const query = { code: request.nonce ?? '', state: request.state, iss: odd.issuer }
  const url = new URL(`?${new URLSearchParams(query)}`, redirectUri)
  odd.oddity = oddity
  return exchangeCode(server, request, validateCallback(server, request, url), async () => undefined)
}

test.each<[string, Oddity]>([
  ['scopes as a list', { answer: { scope: ['openid', 'profile'] } }],
  ['a session state that is an object', { answer: { session_state: {} } }],
  ['a refresh token lifetime of null', { answer: { refresh_expires_in: null } }],
  ['a grant id that is a number', { answer: { grant_id: 7 } }],
  ['claims of other types that nobody reads', { claims: { amr: 'pwd', acr: 3 } }],
  ['status 201', { status: 201 }],
  ['JSON with another content type', { headers: { 'content-type': 'application/vnd.oauth+json' } }],
  ['JSON called text', { headers: { 'content-type': 'text/plain' } }],
])('a token answer with %s gives the tokens [K1]', async (_what, oddity) => {
  expect(await exchange(oddity)).toMatchObject({
    refreshToken: 'rt-2',
    accessToken: 'at-1',
    scopesGranted: ['openid', 'profile'],
  })
})

const json = { 'content-type': 'application/json' }

test.each<[string, number, Record<string, unknown>]>([
  ['without a lifetime', 201, {}],
  ['with a lifetime that is text', 201, { expires_in: 'soon' }],
  ['with status 200', 200, { expires_in: 60 }],
])('the answer to a pushed request %s is used [S3]', async (_what, status, extra) => {
  const text = JSON.stringify({ request_uri: 'urn:example:1', ...extra })
  odd.oddity = {
    metadata: { pushed_authorization_request_endpoint: `${odd.issuer}/par` },
    at: { '/par': { status, text, headers: json } },
  }
  const { url } = await buildAuthorizationRequest(await open(), { redirectUri, scopes: ['openid'] })
  expect(new URL(url).searchParams.get('request_uri')).toBe('urn:example:1')
})

test.each<[string, Record<string, unknown>]>([
  ['an interval that is text', { interval: '5' }],
  ['an interval of zero', { interval: 0 }],
  ['a lifetime that is text', { expires_in: '600' }],
  ['a complete address that is null', { verification_uri_complete: null }],
  ['a complete address that no browser may open', { verification_uri_complete: 'file:///etc/passwd' }],
])('a device code with %s is used [K1]', async (_what, change) => {
  const answer = {
    device_code: 'dc-1',
    user_code: 'WDJB-MJHT',
    verification_uri: `${odd.issuer}/device`,
    expires_in: 600,
    ...change,
  }
  odd.oddity = {
    metadata: { device_authorization_endpoint: `${odd.issuer}/device_authorization` },
    at: { '/device_authorization': { status: 200, text: JSON.stringify(answer), headers: json } },
  }
  expect(await requestDeviceCode(await open(), ['openid'])).toMatchObject({
    deviceCode: 'dc-1',
    url: `${odd.issuer}/device`,
    intervalMs: 5000,
  })
})
