import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { remove, requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { viewConnection, viewConnections } from '../../../electron/main/connections/model/view.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { messageOf } from '../../../renderer/text/error-messages.ts'
import { activityText } from '../../../renderer/text/names.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { limits } from '../../support/limits.ts'
import { linkAtOdd, registerAtOdd } from '../../support/odd-linked.ts'
import { startOddServer, type OddServer } from '../../support/odd-server.ts'

// The answer to a refresh was lost with the only token that still worked: the institution may hold access that nobody here can use.

let odd: OddServer
let harness: Harness
let keychain: FakeKeychain
let institutionId: string
let id: string

const refused = {
  at: {
    '/token': {
      status: 400,
      text: '{"error":"invalid_grant"}',
      headers: { 'content-type': 'application/json' },
    },
  },
}

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(async () => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
  odd.oddity = { answer: { refresh_token: 'rt-1' } }
  institutionId = await registerAtOdd(harness, odd)
  id = (await linkAtOdd(harness, institutionId)).linkedConnectionId ?? ''
  odd.oddity = { wire: 'reset' }
  await refresh(harness.deps, id).catch(() => undefined)
  odd.oddity = refused
  await refresh(harness.deps, id).catch(() => undefined)
  odd.oddity = {}
  odd.posts = []
})
afterEach(() => harness.close())

const lines = () => listActivity(harness.deps.store, { limit: 50 })
const sent = () => odd.posts.map(({ path, form }) => [path, form.get('token')])
const tokensHeld = () => [...keychain.held.keys()].filter((account) => account.startsWith('grant/'))

test('the first time, an answer that is lost says that the token may be spent, and what happens next [Words 4]', async () => {
  await linkAtOdd(harness, institutionId, id)
  odd.oddity = { wire: 'reset' }
  await refresh(harness.deps, id).catch(() => undefined)
  const { problem, status } = viewConnection(harness.deps, id)
  expect([status, problem?.code]).toEqual(['active', 'offline'])
  expect(problem && messageOf(problem).what).toContain('was lost')
  expect(problem && messageOf(problem).next).toContain('once more')
})

test('a connection whose token was lost says that access may remain at the institution [N2]', () => {
  const connection = viewConnection(harness.deps, id)
  expect(connection).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'answer_lost' },
    mayRemain: true,
  })
  if (connection.problem === null) throw new Error('it has a problem')
  expect(messageOf(connection.problem).next).toContain('the institution’s own settings')
  const [ended] = lines()
  expect(ended?.kind).toBe('ended')
  expect(ended && activityText(ended)).not.toBe('Access ended')
})

test('a token that the institution ended leaves nothing there [N2]', async () => {
  const other = (await linkAtOdd(harness, institutionId, id)).linkedConnectionId ?? ''
  odd.oddity = refused
  await refresh(harness.deps, other).catch(() => undefined)
  expect(viewConnection(harness.deps, other)).toMatchObject({
    problem: { code: 'grant_ended' },
    mayRemain: false,
  })
  const before = lines().filter(({ kind }) => kind === 'left_over').length
  await remove(harness.deps, other)
  expect(lines().filter(({ kind }) => kind === 'left_over')).toHaveLength(before)
})

test('Remove has the institution end what it can, and adds an activity line that access may remain [N2]', async () => {
  await remove(harness.deps, id)
  expect(sent()).toEqual([['/revoke', 'rt-1']])
  expect(viewConnections(harness.deps)).toEqual([])
  expect(lines().slice(0, 2)).toMatchObject([
    { kind: 'removed' },
    { kind: 'left_over', connectionId: id, problem: { code: 'answer_lost' } },
  ])
  expect(tokensHeld()).toEqual([])
})

test('Remove does not need the institution [N2]', async () => {
  odd.oddity = { wire: 'reset' }
  await remove(harness.deps, id)
  expect(viewConnections(harness.deps)).toEqual([])
  expect(lines().map(({ kind }) => kind)).toContain('left_over')
})

test('Relink first has the institution end what it can, and adds the line too [N2]', async () => {
  const { linkedConnectionId } = await linkAtOdd(harness, institutionId, id)
  expect(linkedConnectionId).toBe(id)
  expect(sent()).toEqual([
    ['/revoke', 'rt-1'],
    ['/token', null],
  ])
  expect(viewConnection(harness.deps, id)).toMatchObject({ status: 'active', mayRemain: false })
  expect(lines().slice(0, 2)).toMatchObject([
    { kind: 'relinked' },
    { kind: 'left_over', connectionId: id, problem: { code: 'answer_lost' } },
  ])
  expect(tokensHeld()).toHaveLength(1)
})

test('Relink does not wait for an institution that can’t end it [N2]', async () => {
  odd.oddity = { at: { '/revoke': { status: 400, text: '{"error":"unsupported_token_type"}' } } }
  expect(await linkAtOdd(harness, institutionId, id)).toMatchObject({ step: 'done' })
})

test('removing what could not be revoked from here leaves the line as well [N2]', async () => {
  await linkAtOdd(harness, institutionId, id)
  odd.oddity = {
    at: {
      '/revoke': {
        status: 400,
        text: '{"error":"unsupported_token_type"}',
        headers: { 'content-type': 'application/json' },
      },
    },
  }
  requestRevoke(harness.deps, id)
  await eventually('it is refused', () => viewConnection(harness.deps, id).status === 'cannot-revoke')
  expect(viewConnection(harness.deps, id).mayRemain).toBe(true)
  await remove(harness.deps, id)
  expect(lines().slice(0, 2)).toMatchObject([
    { kind: 'removed' },
    { kind: 'left_over', problem: { code: 'revocation_refused' } },
  ])
})

test('Relink before anybody has found out adds the line as well [R9]', async () => {
  const { linkedConnectionId } = await linkAtOdd(harness, institutionId, id)
  odd.oddity = { wire: 'reset' }
  await refresh(harness.deps, id).catch(() => undefined)
  odd.oddity = {}
  expect(viewConnection(harness.deps, id).status).toBe('active')
  const before = lines().length

  await linkAtOdd(harness, institutionId, id)
  expect(linkedConnectionId).toBe(id)
  const added = lines().slice(0, lines().length - before)
  expect(added).toMatchObject([
    { kind: 'relinked' },
    {
      kind: 'left_over',
      connectionId: id,
      problem: { code: 'answer_lost', detail: { host: new URL(odd.issuer).host } },
    },
  ])
  expect(added[1] && activityText(added[1])).toContain('Access may remain at the institution')
})

test('Relink of a connection whose last refresh was answered adds no such line [R9]', async () => {
  await linkAtOdd(harness, institutionId, id)
  const before = lines().length
  await linkAtOdd(harness, institutionId, id)
  expect(lines().slice(0, lines().length - before)).toMatchObject([{ kind: 'relinked' }])
})

test(
  'a refresh waits much longer for its answer than any other request [R9]',
  { tags: 'thorough' },
  async () => {
    const patient = openHarness({ totalMs: 1500, longMs: limits.testMs })
    try {
      const at = await registerAtOdd(patient, odd)
      const slow = (await linkAtOdd(patient, at)).linkedConnectionId ?? ''
      odd.oddity = { lateMs: 2200 }
      expect((await refresh(patient.deps, slow)).status).toBe('active')
      expect((await linkAtOdd(patient, at, slow)).step).toBe('done')
    } finally {
      await patient.close()
    }
  },
)

test(
  'the time for a link ends with the browser’s answer: the exchange is not cut off [R9]',
  { tags: 'thorough' },
  async () => {
    const linkLimitMs = limits.requestMs / 4
    const hurried = openHarness({ linkLimitMs })
    try {
      odd.oddity = { lateMs: linkLimitMs + 300 }
      expect((await linkAtOdd(hurried, await registerAtOdd(hurried, odd))).step).toBe('done')
    } finally {
      await hurried.close()
    }
  },
)
