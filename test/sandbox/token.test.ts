import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mikomoIssuer } from '../../electron/main/sandbox/mikomo.ts'
import {
  basic,
  claimsOf,
  client,
  openRecipient,
  tokensOf,
  type Change,
  type Recipient,
  type Told,
} from './recipient.ts'

let recipient: Recipient
beforeEach(async () => {
  recipient = await openRecipient()
})
afterEach(() => recipient.close())

const said = ({ status, body }: Told) => [status, body]
const badCode = [400, { error: 'invalid_request', error_description: 'Invalid or expired code parameter.' }]
const claimed = [
  400,
  {
    error: 'invalid_request',
    error_description: 'Refresh token is invalid or has already been claimed by another client.',
  },
]
const badClient = [401, { error: 'invalid_client', error_description: 'Invalid client credentials.' }]

test('a code becomes an ID token and a refresh token, and there is no access token', async () => {
  const { status, headers, body } = await recipient.exchange(await recipient.code('mikomo_7'))
  expect([status, headers.get('cache-control'), body]).toEqual([
    200,
    'no-store',
    {
      id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'bearer',
      expires_in: 899,
      scope: 'openid profile offline_access',
    },
  ])
})

test('the ID token says who signed in, to whom, and what may be read', async () => {
  const code = await recipient.code('mikomo_10', { nonce: 'nonce-1' })
  const { idToken } = tokensOf(await recipient.exchange(code))
  const header: unknown = JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString())
  expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) })
  const claims = claimsOf(idToken)
  expect(claims).toEqual({
    iss: mikomoIssuer,
    sub: 'mk-e47c5508b3',
    aud: client.clientId,
    iat: expect.any(Number),
    exp: Number(claims['iat']) + 900,
    jti: expect.any(String),
    name: 'mikomo_10',
    nonce: 'nonce-1',
    grant_id: recipient.mikomo.consents()[0]?.grantId,
    recipientId: client.clientId,
    accounts: ['g833202fb0866d0ad83472c429'],
    products: ['account_info', 'balances', 'transactions', 'payments', 'customers'],
  })
})

test('the same user consenting again is the same subject under another consent', async () => {
  const [first, second] = [await recipient.link('mikomo_4'), await recipient.link('mikomo_4')].map(
    ({ idToken }) => claimsOf(idToken),
  )
  expect(second?.['sub']).toBe(first?.['sub'])
  expect(second?.['grant_id']).not.toBe(first?.['grant_id'])
  expect(recipient.mikomo.consents().map(({ state, generation }) => [state, generation])).toEqual([
    ['active', 1],
    ['active', 1],
  ])
})

test.each<[what: string, change: Change, headers: Change, answer: unknown[]]>([
  ['an unknown code', { code: 'guess' }, {}, badCode],
  ['no code', { code: null }, {}, badCode],
  [
    'another redirect URI',
    { redirect_uri: 'http://127.0.0.1:49153/callback' },
    {},
    [
      400,
      { error: 'invalid_request', error_description: 'redirect_uri did not match URI from initial request' },
    ],
  ],
  ['an unknown grant type', { grant_type: 'password' }, {}, [400, { error: 'invalid_grant' }]],
  ['no grant type', { grant_type: null }, {}, [400, { error: 'invalid_grant' }]],
  ['a wrong secret', {}, { authorization: basic(client.clientId, 'guess') }, badClient],
  ['an unknown client', {}, { authorization: basic('nobody', client.clientSecret) }, badClient],
  [
    'a secret that was form-encoded first',
    {},
    { authorization: basic(client.clientId, encodeURIComponent(client.clientSecret)) },
    badClient,
  ],
  [
    'credentials in the body alone',
    { client_id: client.clientId, client_secret: client.clientSecret },
    { authorization: null },
    badClient,
  ],
  [
    'a verifier without a challenge',
    { code_verifier: 'v'.repeat(43) },
    {},
    [400, { error: 'invalid_grant', error_description: 'Invalid code_verifier.' }],
  ],
])('an exchange with %s is refused', async (_what, change, headers, answer) => {
  expect(said(await recipient.exchange(await recipient.code('mikomo_4'), change, headers))).toEqual(answer)
  expect(recipient.mikomo.consents()).toEqual([])
})

test('a code is good once, for five minutes, and for its own client', async () => {
  recipient.mikomo.registerClient({ ...client, clientId: 'other', redirectUris: [] })
  const code = await recipient.code('mikomo_4')
  const stolen = await recipient.exchange(code, {}, { authorization: basic('other', client.clientSecret) })
  const first = await recipient.exchange(code)
  const again = await recipient.exchange(code)
  const late = await recipient.code('mikomo_4')
  recipient.pass(5 * 60_000)
  expect([said(stolen), first.status, said(again), said(await recipient.exchange(late))]).toEqual([
    badCode,
    200,
    badCode,
    badCode,
  ])
})

test('a client that sends a challenge must send its verifier', async () => {
  const verifier = 'verifier-'.repeat(6)
  const challenge = {
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  const exchangeWith = async (code_verifier: string | null) =>
    (await recipient.exchange(await recipient.code('mikomo_4', challenge), { code_verifier })).status
  expect([
    await exchangeWith(null),
    await exchangeWith('x'.repeat(43)),
    await exchangeWith(verifier),
  ]).toEqual([400, 400, 200])
})

test('each refresh gives a new refresh token, and the previous one is spent', async () => {
  const first = await recipient.link('mikomo_7')
  const second = tokensOf(await recipient.refresh(first.refreshToken))
  expect(second.refreshToken).not.toBe(first.refreshToken)
  expect(said(await recipient.refresh(first.refreshToken))).toEqual(claimed)

  const third = tokensOf(await recipient.refresh(second.refreshToken))
  const [was, is] = [claimsOf(first.idToken), claimsOf(third.idToken)]
  expect([is['sub'], is['grant_id'], is['accounts']]).toEqual([was['sub'], was['grant_id'], was['accounts']])
  expect(recipient.mikomo.consents()).toMatchObject([{ generation: 3 }])
})

test('a refresh works long after the ID token has expired', async () => {
  const { refreshToken } = await recipient.link('mikomo_7')
  recipient.pass(90 * 24 * 3_600_000)
  expect((await recipient.refresh(refreshToken)).status).toBe(200)
})

test.each<[what: string, change: Change, headers: Change, answer: unknown[]]>([
  [
    'no refresh token',
    { refresh_token: null },
    {},
    [400, { error: 'invalid_request', error_description: 'No refresh token in request' }],
  ],
  ['an unknown token', { refresh_token: 'guess' }, {}, claimed],
  ['a wrong secret', { client_secret: 'guess' }, {}, badClient],
  ['no secret', { client_secret: null }, {}, badClient],
  ['an unknown client', { client_id: 'nobody' }, {}, badClient],
  ['a Basic header', {}, { authorization: basic(client.clientId, client.clientSecret) }, badClient],
])('a refresh with %s is refused, and spends nothing', async (_what, change, headers, answer) => {
  const { refreshToken } = await recipient.link('mikomo_4')
  expect(said(await recipient.refresh(refreshToken, change, headers))).toEqual(answer)
  expect((await recipient.refresh(refreshToken)).status).toBe(200)
})

test("another client cannot use an app's refresh token", async () => {
  const { refreshToken } = await recipient.link('mikomo_4')
  recipient.mikomo.registerClient({ ...client, clientId: 'other', redirectUris: [] })
  expect(said(await recipient.refresh(refreshToken, { client_id: 'other' }))).toEqual(claimed)
})

test('after a revocation nothing works any more: no refresh, no data', async () => {
  const { refreshToken, idToken } = await recipient.link('mikomo_7')
  const { status, body } = await recipient.revoke(refreshToken)
  expect([status, body]).toEqual([200, ''])
  expect(said(await recipient.refresh(refreshToken))).toEqual(claimed)
  expect(said(await recipient.read('/balances/v3/mikomo', idToken))).toEqual([
    401,
    { code: 602, message: 'Customer not authorized' },
  ])
  expect(recipient.mikomo.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client' }])
})

test('revoking twice, or an unknown token, gets the same response', async () => {
  const { refreshToken } = await recipient.link('mikomo_4')
  await recipient.revoke(refreshToken)
  expect([(await recipient.revoke(refreshToken)).status, (await recipient.revoke('guess')).status]).toEqual([
    200, 200,
  ])
})

test('a refresh token that was rotated away revokes nothing, though the answer is 200', async () => {
  const first = await recipient.link('mikomo_4')
  await recipient.refresh(first.refreshToken)
  expect((await recipient.revoke(first.refreshToken)).status).toBe(200)
  expect(recipient.mikomo.consents()).toMatchObject([{ state: 'active' }])
})

const missing = [400, { error: 'invalid_request', error_description: 'A field is missing or invalid.' }]
const wrongClient = [401, { error: 'unauthorized_client' }]

test.each<[what: string, change: Change, headers: Change, answer: unknown[]]>([
  ['no token', { token: null }, {}, missing],
  ['no secret', { client_secret: null }, {}, missing],
  ['no client', { client_id: null }, {}, missing],
  ['no hint', { token_type_hint: null }, {}, missing],
  ['another hint', { token_type_hint: 'access_token' }, {}, [400, { error: 'unsupported_token_type' }]],
  ['a wrong secret', { client_secret: 'guess' }, {}, wrongClient],
  ['an unknown client', { client_id: 'nobody' }, {}, wrongClient],
  [
    'a Basic header',
    {},
    { authorization: basic(client.clientId, client.clientSecret) },
    [401, { error: 'invalid_client' }],
  ],
])('a revocation with %s is refused, and the consent lives on', async (_what, change, headers, answer) => {
  const { refreshToken } = await recipient.link('mikomo_4')
  expect(said(await recipient.revoke(refreshToken, change, headers))).toEqual(answer)
  expect(recipient.mikomo.consents()).toMatchObject([{ state: 'active' }])
})
