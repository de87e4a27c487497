import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openHttp } from '../../electron/main/net/http.ts'
import { openidProfile } from '../../electron/main/institutions/openid/profile.ts'
import { buildAuthorizationRequest } from '../../electron/main/oauth/authorize.ts'
import { newKnownServers } from '../../electron/main/oauth/known.ts'
import { refreshTokens } from '../../electron/main/oauth/refresh.ts'
import { revokeToken } from '../../electron/main/oauth/revoke.ts'
import { openServer, type Server } from '../../electron/main/oauth/server.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { client, dashedClient, startOddServer, type Oddity, type OddServer } from '../support/odd-server.ts'

// How a client shows its secret, at servers that were written apart from this app.

const http = openHttp({ userAgent: 'Mooring/test', totalMs: 3000 })
const signal = AbortSignal.timeout(60_000)
let odd: OddServer

beforeAll(async () => {
  odd = await startOddServer()
})
beforeEach(() => {
  odd.oddity = {}
  odd.posts = []
})
afterAll(async () => {
  await odd.close()
  await http.close()
})

function open(credentials: typeof client, oddity: Oddity, has: 'secret' | 'key' = 'secret'): Promise<Server> {
  odd.oddity = oddity
  const profile = openidProfile(odd.issuer, { has, ...usualProtections }, { allowLoopbackHttp: true })
  return openServer({ http, known: newKnownServers() }, profile.server, credentials, signal)
}

/** A refresh without an ID token: which client it is for does not matter. */
async function refresh(credentials: typeof client, oddity: Oddity) {
  const server = await open(credentials, { ...oddity, answer: { id_token: undefined } })
  const previous = { issuer: odd.issuer, sub: 'sub-1', clientId: credentials.clientId, signedInAtMs: null }
  return refreshTokens(server, { refreshToken: 'rt-1', previous }, async () => {}, signal)
}

const announced = (...methods: string[]) => ({ token_endpoint_auth_methods_supported: methods })
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

test('a server that decodes nothing accepts a client id and secret with dashes, dots, underscores and stars [S1]', async () => {
  await refresh(dashedClient, { decodesNothing: true })
  const { clientId, clientSecret } = dashedClient
  expect(odd.posts[0]?.authorization).toBe(basic(`${clientId}:${clientSecret}`))
})

test('characters that encoding changes are form-encoded, for a server that decodes them [S1]', async () => {
  await refresh({ clientId: 'desk 1', clientSecret: 'ä+b:c~d-e' }, {})
  expect(odd.posts[0]?.authorization).toBe(basic('desk+1:%C3%A4%2Bb%3Ac%7Ed-e'))
})

describe('a secret that encoding changes, at a server that accepts it in the body', () => {
  const methods = announced('client_secret_basic', 'client_secret_post')

  test('goes into the body, with form encoding only [S1]', async () => {
    await refresh(client, { metadata: methods, decodesNothing: true })
    const [post] = odd.posts
    expect([post?.authorization, post?.form.get('client_id'), post?.form.get('client_secret')]).toEqual([
      undefined,
      client.clientId,
      client.clientSecret,
    ])
  })

  test('goes into the body at the revocation endpoint [S1]', async () => {
    const server = await open(client, { metadata: methods, decodesNothing: true })
    await revokeToken(server, { token: 'rt-1', hint: 'refresh_token' }, signal)
    expect(odd.posts[0]?.form.get('client_secret')).toBe(client.clientSecret)
  })

  test('a secret that encoding does not change goes into the header, which every server accepts [S1]', async () => {
    await refresh(dashedClient, { metadata: methods, decodesNothing: true })
    expect(odd.posts[0]?.form.has('client_secret')).toBe(false)
  })
})

test.each<[string, 'secret' | 'key', string[]]>([
  ['a secret at a server that takes keys only', 'secret', ['private_key_jwt', 'tls_client_auth']],
  ['a key at a server that takes secrets only', 'key', ['client_secret_basic']],
])('%s is reported before a browser is opened [S1]', async (_what, has, methods) => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const credentials = has === 'secret' ? client : { ...client, key: { key: pair.privateKey, kid: 'k' } }
  const server = await open(credentials, { metadata: announced(...methods) }, has)
  const asking = buildAuthorizationRequest(server, {
    redirectUri: 'http://127.0.0.1:4000/cb',
    scopes: ['openid'],
  })
  await expect(asking).rejects.toMatchObject({
    code: 'client_authentication_unsupported',
    detail: { host: new URL(odd.issuer).host, cause: has },
  })
  expect(odd.posts).toEqual([])
})
