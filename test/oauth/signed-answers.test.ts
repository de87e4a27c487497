import { generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { toFailure } from '../../electron/main/core/errors.ts'
import { openidProfile } from '../../electron/main/institutions/openid/profile.ts'
import { openHttp } from '../../electron/main/net/http.ts'
import { buildAuthorizationRequest } from '../../electron/main/oauth/authorize.ts'
import { validateCallback } from '../../electron/main/oauth/callback.ts'
import { exchangeCode } from '../../electron/main/oauth/exchange.ts'
import { newKnownServers } from '../../electron/main/oauth/known.ts'
import { openServer } from '../../electron/main/oauth/server.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { limits } from '../support/limits.ts'
import { client, startOddServer, type OddServer } from '../support/odd-server.ts'

const http = openHttp({ userAgent: 'Mooring/test', totalMs: 3000, longMs: 3000 })
const redirectUri = 'http://127.0.0.1:4000/callback'
const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
let odd: OddServer

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(async () => {
  await odd.close()
  await http.close()
})
beforeEach(() => {
  odd.requests = []
  odd.oddity = {
    metadata: {
      response_modes_supported: ['query.jwt'],
      authorization_signing_alg_values_supported: ['RS256'],
    },
    alsoPublishes: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'answers', alg: 'RS256', use: 'sig' }],
  }
})

interface Signed {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  isForeign?: boolean
  isUnsigned?: boolean
}

/** A signed authorization response (JARM section 2.1). */
function answerOf(claims: Record<string, unknown>, { header, isForeign, isUnsigned }: Signed): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', kid: 'answers', ...header })}.${part(claims)}`
  if (isUnsigned) return `${signed}.`
  const { privateKey } = isForeign ? foreign : own
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
}

async function exchange(signed: Signed) {
  const signal = AbortSignal.timeout(limits.requestMs)
  const options = { allowLoopbackHttp: true }
  const { server: profile } = openidProfile(odd.issuer, { has: 'secret', ...usualProtections }, options)
  const server = await openServer({ http, known: newKnownServers() }, profile, client, signal)
  const request = await buildAuthorizationRequest(server, { redirectUri, scopes: ['openid', 'profile'] })
  const claims = {
    iss: odd.issuer,
    aud: client.clientId,
    exp: Math.floor(Date.now() / 1000) + 300,
    code: request.nonce ?? '',
    state: request.state,
    ...signed.claims,
  }
  const url = new URL(redirectUri)
  url.searchParams.set('response', answerOf(claims, signed))
  return exchangeCode(server, request, validateCallback(server, request, url), async () => undefined, signal)
}

const past = () => Math.floor(Date.now() / 1000) - 600

test('a signed response with everything right is used', async () => {
  expect(await exchange({})).toMatchObject({ accessToken: 'at-1' })
})

test.each<[string, () => Signed]>([
  ['without an issuer', () => ({ claims: { iss: undefined } })],
  ['of another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
  ['without an audience', () => ({ claims: { aud: undefined } })],
  ['for another client', () => ({ claims: { aud: 'client-2' } })],
  ['without an end', () => ({ claims: { exp: undefined } })],
  ['that ended ten minutes ago', () => ({ claims: { exp: past() } })],
  ['signed by a stranger', () => ({ isForeign: true })],
  ['that is not signed', () => ({ header: { alg: 'none' }, isUnsigned: true })],
  ['whose signature is missing', () => ({ isUnsigned: true })],
  ['of another attempt', () => ({ claims: { state: 'another' } })],
])('a signed response %s ends the link before any token is requested', async (_what, signed) => {
  const failure = await exchange(signed()).then(
    () => null,
    (thrown: unknown) => toFailure(thrown),
  )
  expect(['id_token_invalid', 'answer_invalid', 'authorization_failed']).toContain(failure?.code)
  expect(odd.requests).not.toContain('/token')
})
