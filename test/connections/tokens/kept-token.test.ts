import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { toFailure } from '../../../electron/main/core/errors.ts'
import { listOpenAttempts } from '../../../electron/main/store/attempts.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { secretOf } from '../../support/connection-state.ts'
import { grantOf, linkAtOdd, registerAtOdd } from '../../support/odd-linked.ts'
import { client, startOddServer, type Oddity, type OddServer } from '../../support/odd-server.ts'

// A refresh answer holds the only token that still works. It is stored before the rest of the answer is checked.

let odd: OddServer
let harness: Harness
let keychain: FakeKeychain
let id: string

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(async () => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
  odd.oddity = { answer: { refresh_token: 'rt-1' }, claims: { auth_time: 1000 } }
  const institutionId = await registerAtOdd(harness, odd)
  id = (await linkAtOdd(harness, institutionId)).linkedConnectionId ?? ''
  odd.posts = []
})
afterEach(() => harness.close())

const nowS = () => Math.floor(Date.now() / 1000)

const quirks: [what: string, code: string, oddity: Oddity][] = [
  ['scopes as an object', 'answer_invalid', { answer: { scope: { openid: true } } }],
  ['no token type', 'answer_invalid', { answer: { token_type: undefined } }],
  ['a token type that nobody knows', 'answer_invalid', { answer: { token_type: 'mac' } }],
  ['no access token', 'answer_invalid', { answer: { access_token: undefined } }],
  ['an access token with a line break', 'answer_invalid', { answer: { access_token: 'a\nb' } }],
  ['an ID token that is a number', 'answer_invalid', { answer: { id_token: 7 } }],
  ['an ID token that can’t be read', 'id_token_invalid', { answer: { id_token: 'x' } }],
  ['an encrypted ID token', 'id_token_invalid', { answer: { id_token: 'a.b.c.d.e' } }],
  ['a key that is not published yet', 'id_token_invalid', { header: { kid: 'k9' } }],
  ['a signature that does not verify', 'id_token_invalid', { foreignKey: true }],
  ['an ID token that is not signed', 'id_token_invalid', { header: { alg: 'none' } }],
  ['an ID token that has ended', 'id_token_invalid', { claims: { exp: nowS() - 7200 } }],
  [
    'an ID token of next week',
    'id_token_invalid',
    { claims: { iat: nowS() + 604_800, exp: nowS() + 700_000 } },
  ],
  ['another time of the sign-in', 'id_token_invalid', { claims: { auth_time: 2000 } }],
  ['the hash of another access token', 'id_token_invalid', { claims: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } }],
  [
    'an audience without the party that it is for',
    'id_token_invalid',
    { claims: { aud: [client.clientId, 'c2'] } },
  ],
  ['an ID token without a subject', 'id_token_invalid', { claims: { sub: undefined } }],
]

test.each(quirks)(
  '%s: the new refresh token is kept, the rest refused, and it is tried again [N3] [K1]',
  async (_what, code, oddity) => {
    odd.oddity = { ...oddity, answer: { refresh_token: 'rt-2', ...oddity.answer } }
    const startedMs = Date.now()
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code })

    expect(await secretOf(harness, id)).toBe('rt-2')
    expect(grantOf(harness, id)).toMatchObject({ state: 'active', generation: 2, possiblySpentAtMs: null })
    const connection = viewConnection(harness.deps, id)
    expect(connection).toMatchObject({ status: 'active', problem: { code } })
    expect(connection.nextTryAtMs).toBeGreaterThan(startedMs)
    expect(connection.nextTryAtMs).toBeLessThan(startedMs + 120_000)
    expect(listOpenAttempts(harness.deps.store)).toEqual([])

    odd.oddity = { answer: { refresh_token: 'rt-3' } }
    expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
    expect(odd.posts.map(({ form }) => form.get('refresh_token'))).toEqual(['rt-1', 'rt-2'])
    expect(await secretOf(harness, id)).toBe('rt-3')
  },
)

test('a second new key within a minute is published a moment late: the connection goes on [N3]', async () => {
  odd.oddity = { header: { kid: 'k8' }, answer: { refresh_token: 'rt-2' } }
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'id_token_invalid' })
  odd.oddity = { header: { kid: 'k9' }, answer: { refresh_token: 'rt-3' } }
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'id_token_invalid' })
  odd.oddity = { answer: { refresh_token: 'rt-4' } }
  expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
  expect(await secretOf(harness, id)).toBe('rt-4')
})

test('the keychain holds the new refresh token before the keys are read again for the rest [N3]', async () => {
  const held: boolean[] = []
  odd.oddity = {
    header: { kid: 'k9' },
    answer: { refresh_token: 'rt-2' },
    get jwks() {
      held.push([...keychain.held.values()].includes('2:rt-2'))
      return undefined
    },
  }
  await refresh(harness.deps, id).catch(() => undefined)
  expect(held.at(-1)).toBe(true)
})

test('keys that can’t be read before the refresh stop it before anything is spent [N3]', async () => {
  await harness.restart()
  odd.oddity = { at: { '/jwks': { status: 200, text: 'not yet' } } }
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'answer_invalid' })
  expect(odd.posts).toEqual([])
  expect(grantOf(harness, id)).toMatchObject({ state: 'active', possiblySpentAtMs: null })
})

test('a server that does not rotate loses no connection over an ID token that does not verify [N3]', async () => {
  odd.oddity = { foreignKey: true, answer: { refresh_token: undefined } }
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'id_token_invalid' })
  expect(grantOf(harness, id)).toMatchObject({ state: 'active', generation: 1, possiblySpentAtMs: null })
  odd.oddity = {}
  expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
})

test('a revocation that has to refresh first uses what it keeps of a refused answer [N3]', async () => {
  odd.oddity = { wire: 'reset' }
  await refresh(harness.deps, id).catch(() => undefined)
  odd.oddity = {
    foreignKey: true,
    answer: { refresh_token: 'rt-2' },
    at: { '/revoke': { status: 200, text: '' } },
  }
  odd.posts = []
  requestRevoke(harness.deps, id)
  await eventually('it is revoked', () => viewConnection(harness.deps, id).status === 'revoked')
  expect(odd.posts.slice(0, 2).map(({ path, form }) => [path, form.get('token')])).toEqual([
    ['/token', null],
    ['/revoke', 'rt-2'],
  ])
})

test('scopes as a list are taken as scopes [K1]', async () => {
  odd.oddity = { answer: { scope: ['openid'] } }
  expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
  expect(grantOf(harness, id).scopesGranted).toEqual(['openid'])
})

test('a refresh that names more scopes grants no more of them [N11]', async () => {
  odd.oddity = { answer: { scope: 'openid profile email payments' } }
  await refresh(harness.deps, id)
  expect(grantOf(harness, id).scopesGranted).toEqual(['openid', 'profile'])
  odd.oddity = { answer: { scope: 'openid' } }
  await refresh(harness.deps, id)
  expect(grantOf(harness, id).scopesGranted).toEqual(['openid'])
})

describe('an answer that is not this grant’s', () => {
  const others: [what: string, oddity: Oddity][] = [
    ['the ID token of somebody else', { claims: { sub: 'sub-2' } }],
    ['the ID token of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['the ID token of another client', { claims: { aud: 'client-2' } }],
    ['the ID token of other clients', { claims: { aud: ['client-2', 'client-3'] } }],
    ['an ID token whose subject is a number', { claims: { sub: 7 } }],
    [
      'the ID token of somebody else, signed by nobody',
      { claims: { sub: 'sub-2' }, header: { alg: 'none' } },
    ],
  ]
  test.each(others)('%s ends the connection, and nothing of it is kept [N3]', async (_what, oddity) => {
    odd.oddity = { ...oddity, answer: { refresh_token: 'rt-2' } }
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'id_token_invalid' })
    expect(viewConnection(harness.deps, id)).toMatchObject({ status: 'needs-consent' })
    expect([...keychain.held.values()]).not.toContain('2:rt-2')
    expect(await secretOf(harness, id)).toBe('rt-1')
  })

  const unusable: [what: string, code: string, oddity: Oddity][] = [
    [
      'an error beside good tokens',
      'refresh_refused',
      { answer: { error: 'session_gone', refresh_token: 'rt-2' } },
    ],
    ['a refresh token with a line break', 'answer_invalid', { answer: { refresh_token: 'rt-\n2' } }],
    ['a refresh token that is an object', 'answer_invalid', { answer: { refresh_token: { rt: 2 } } }],
    [
      'a refresh token that is longer than 16 kB',
      'answer_invalid',
      { answer: { refresh_token: 'x'.repeat(16_385) } },
    ],
    ['a refresh token of other letters', 'answer_invalid', { answer: { refresh_token: 'rt-é' } }],
    [
      'a list',
      'answer_invalid',
      {
        at: { '/token': { status: 200, text: '["rt-2"]', headers: { 'content-type': 'application/json' } } },
      },
    ],
  ]
  test.each(unusable)(
    '%s: nothing of it is kept, and the old token stays [N3]',
    async (_what, code, oddity) => {
      odd.oddity = oddity
      await expect(refresh(harness.deps, id)).rejects.toSatisfy((thrown) => toFailure(thrown).code === code)
      expect(grantOf(harness, id)).toMatchObject({ state: 'active', generation: 1 })
      expect([...keychain.held.keys()].filter((account) => account.startsWith('grant/'))).toHaveLength(1)
      expect(await secretOf(harness, id)).toBe('rt-1')
    },
  )
})

test.each([
  ['16 kB', 'x'.repeat(16_384)],
  ['a space in it', 'rt 2'],
  ['the beginning of our own form for a bound one', 'bound {"token":"x"}'],
])(
  'a refresh token with %s is kept and sent as it came (RFC 6749 appendix A.17) [N3]',
  async (_what, token) => {
    odd.oddity = { answer: { refresh_token: token } }
    expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
    await refresh(harness.deps, id)
    expect(odd.posts.at(-1)?.form.get('refresh_token')).toBe(token)
  },
)

test.each([
  ['an answer that is good', {}, true],
  ['an answer that is refused', { foreignKey: true }, false],
])('%s is recorded only once the keychain has its token', async (_what, oddity, isGood) => {
  odd.oddity = {
    ...oddity,
    answer: { refresh_token: 'rt-2' },
    claims: { auth_time: 1000 },
  }
  const written = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const { set } = keychain
  keychain.set = async (...given) => {
    begun.resolve()
    await written.promise
    return set(...given)
  }
  const ended = refresh(harness.deps, id).then(
    () => true,
    () => false,
  )
  await begun.promise
  // Long enough for the check of the answer, which takes no request.
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(grantOf(harness, id)?.generation).toBe(1)
  expect(listOpenAttempts(harness.deps.store)).toHaveLength(1)
  written.resolve()
  expect(await ended).toBe(isGood)
  expect(grantOf(harness, id)?.generation).toBe(2)
  expect(listOpenAttempts(harness.deps.store)).toHaveLength(0)
})
