import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recover } from '../../../electron/main/connections/recover/recover.ts'
import { viewConnections } from '../../../electron/main/connections/model/view.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { listOpenAttempts } from '../../../electron/main/store/attempts.ts'
import { listRecordedSecrets } from '../../../electron/main/store/ledger.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { linkAtOdd, registerAtOdd } from '../../support/odd-linked.ts'
import { startOddServer, type Oddity, type OddServer } from '../../support/odd-server.ts'

// A link whose answer is refused although its refresh token works: the access is ended with that token, and the activity says so.

let odd: OddServer
let harness: Harness
let keychain: FakeKeychain
let institutionId: string

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(async () => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
  odd.oddity = {}
  institutionId = await registerAtOdd(harness, odd)
  odd.posts = []
})
afterEach(() => harness.close())

const grantEntries = () => [...keychain.held].filter(([account]) => account.startsWith('grant/'))
const revoked = () => odd.posts.filter(({ path }) => path === '/revoke').map(({ form }) => form.get('token'))
const told = () => listActivity(harness.deps.store, { limit: 10 }).map(({ kind }) => kind)

function expectNothingLeft(): void {
  expect(grantEntries()).toEqual([])
  expect(listRecordedSecrets(harness.deps.store).filter(({ grantId }) => grantId !== null)).toEqual([])
  expect(listOpenAttempts(harness.deps.store)).toEqual([])
  expect(viewConnections(harness.deps)).toEqual([])
}

const refused: [what: string, code: string, oddity: Oddity][] = [
  ['scopes as an object', 'answer_invalid', { answer: { scope: { openid: true } } }],
  ['a token type that nobody knows', 'answer_invalid', { answer: { token_type: 'mac' } }],
  ['no access token', 'answer_invalid', { answer: { access_token: undefined } }],
  ['no ID token', 'id_token_invalid', { answer: { id_token: undefined } }],
  ['a signature that does not verify', 'id_token_invalid', { foreignKey: true }],
  ['an ID token for another client', 'id_token_invalid', { claims: { aud: 'client-2' } }],
  [
    'UserInfo about somebody else',
    'id_token_invalid',
    { userinfo: { sub: 'sub-2' }, metadata: { userinfo_endpoint: 'here' } },
  ],
]

test.each(refused)('%s: the access is ended, and nothing is left', async (_what, code, oddity) => {
  const metadata =
    oddity.metadata === undefined ? {} : { metadata: { userinfo_endpoint: `${odd.issuer}/userinfo` } }
  odd.oddity = { ...oddity, ...metadata, at: { '/revoke': { status: 200, text: '' } } }
  expect(await linkAtOdd(harness, institutionId)).toMatchObject({ step: 'failed', problem: { code } })
  expect(revoked()).toEqual(['rt-2'])
  expect(told()).toEqual(['orphan_revoked'])
  expectNothingLeft()
})

test('the keychain holds the token before the rest of the answer is checked', async () => {
  const held: unknown[] = []
  odd.oddity = {
    metadata: { userinfo_endpoint: `${odd.issuer}/userinfo` },
    get userinfo() {
      held.push(grantEntries().map(([, value]) => value))
      return {}
    },
  }
  expect(await linkAtOdd(harness, institutionId)).toMatchObject({ step: 'done' })
  expect(held).toEqual([['1:rt-2']])
})

test('a refresh token that can’t be one is not stored: the activity says that access may remain', async () => {
  odd.oddity = { answer: { refresh_token: 'rt-\n2' } }
  expect(await linkAtOdd(harness, institutionId)).toMatchObject({ problem: { code: 'answer_invalid' } })
  expect(told()).toEqual(['left_over'])
  expectNothingLeft()
})

describe('access that can’t be ended now', () => {
  test('is ended by the next recovery, which a timer runs', async () => {
    odd.oddity = { foreignKey: true, at: { '/revoke': { status: 503, text: '' } } }
    const planned: (number | null)[] = []
    const { set } = harness.deps.timers
    harness.deps.timers.set = (name, atMs, work) => {
      if (name === 'recovery') planned.push(atMs)
      set(name, atMs, work)
    }
    expect(await linkAtOdd(harness, institutionId)).toMatchObject({ problem: { code: 'id_token_invalid' } })
    expect(grantEntries().map(([, value]) => value)).toEqual(['1:rt-2'])
    expect(planned.at(-1)).toBeGreaterThan(harness.deps.now())

    odd.oddity = { at: { '/revoke': { status: 200, text: '' } } }
    await harness.deps.keychain.probe()
    await recover(harness.deps)
    expect(told()).toEqual(['orphan_revoked'])
    expectNothingLeft()
  })

  test('and never can: the activity says at once that it may remain', async () => {
    odd.oddity = {
      foreignKey: true,
      at: { '/revoke': { status: 400, text: '{"error":"unsupported_token_type"}' } },
    }
    expect(await linkAtOdd(harness, institutionId)).toMatchObject({ problem: { code: 'id_token_invalid' } })
    expect(told()).toEqual(['left_over'])
    expectNothingLeft()
  })
})

test('a keychain that does not take the token: the access is ended with the one in memory', async () => {
  odd.oddity = { at: { '/revoke': { status: 200, text: '' } } }
  const { fetch } = harness.deps.http
  harness.deps.http.fetch = (url, init) => {
    if (url.toString().endsWith('/token')) keychain.fault = 'set'
    if (url.toString().endsWith('/revoke')) keychain.fault = null
    return fetch(url, init)
  }
  expect(await linkAtOdd(harness, institutionId)).toMatchObject({ problem: { code: 'keychain_locked' } })
  expect(revoked()).toEqual(['rt-2'])
  expect(told()).toEqual(['orphan_revoked'])
  expectNothingLeft()
})
