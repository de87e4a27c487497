import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { remove, requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { deleteToken, findToken } from '../../../electron/main/connections/tokens/grant-token.ts'
import { recover, recoverAgain } from '../../../electron/main/connections/recover/recover.ts'
import { saveUnsaved } from '../../../electron/main/connections/tokens/unsaved-tokens.ts'
import { listOpenAttempts } from '../../../electron/main/store/attempts.ts'
import { moveGrant } from '../../../electron/main/store/grants.ts'
import { findRecordedSecret } from '../../../electron/main/store/ledger.ts'
import { openMemoryKeychain } from '../../../electron/main/system/keychain.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { grantOf, linkAtOdd, registerAtOdd } from '../../support/odd-linked.ts'
import { startOddServer, type OddServer } from '../../support/odd-server.ts'

// A grant has one keychain entry, overwritten in place: what keeps that from losing a token.

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
  odd.oddity = { answer: { refresh_token: 'rt-1' } }
  const institutionId = await registerAtOdd(harness, odd)
  id = (await linkAtOdd(harness, institutionId)).linkedConnectionId ?? ''
  odd.oddity = { answer: { refresh_token: 'rt-2' } }
  odd.posts = []
})
afterEach(() => harness.close())

const account = () => `grant/${grantOf(harness, id).id}`
const entry = () => keychain.held.get(account())
const ledger = () => findRecordedSecret(harness.deps.store, account())
const background = () => harness.deps.tokens.deletionsDone()
const sent = () => odd.posts.map(({ form }) => form.get('refresh_token'))

/** Every call of the keychain from now on. */
function watchCalls(): string[] {
  const calls: string[] = []
  const { get, set, delete: remove } = keychain
  keychain.get = (name) => {
    calls.push(`get ${name.split('/')[0]}`)
    return get(name)
  }
  keychain.set = (name, ...rest) => {
    calls.push(`set ${name.split('/')[0]}`)
    return set(name, ...rest)
  }
  keychain.delete = (name) => {
    calls.push(`delete ${name.split('/')[0]}`)
    return remove(name)
  }
  return calls
}

test('a refresh is one read, one write and one read-back, beside the client secret', async () => {
  // The link has read it less than a minute ago.
  harness.deps.tokens.clientSecrets.dropAll()
  const calls = watchCalls()
  await refresh(harness.deps, id)
  await background()
  expect(calls.filter((call) => !call.endsWith('registration'))).toEqual([
    'get grant',
    'set grant',
    'get grant',
  ])
  expect(calls.filter((call) => call.endsWith('registration'))).toEqual(['get registration'])
  expect([...keychain.held.keys()].filter((name) => name.startsWith('grant/'))).toEqual([account()])
  expect(entry()).toBe('2:rt-2')
})

test('nothing is written between the answer and the keychain, and what has to be known was written before the request', async () => {
  let known: unknown
  odd.oddity = {
    answer: { refresh_token: 'rt-2' },
    get jwks() {
      return undefined
    },
  }
  const { fetch } = harness.deps.http
  let changesAtAnswer = 0
  const changes = () =>
    harness.deps.store.prepare<[], { n: number }>('SELECT total_changes() AS n').get()?.n ?? 0
  harness.deps.http.fetch = async (url, init) => {
    if (init?.method === 'POST')
      known = { ledger: ledger()?.generation, open: listOpenAttempts(harness.deps.store).length }
    const answer = await fetch(url, init)
    changesAtAnswer = changes()
    return answer
  }
  const { set } = keychain
  let changesAtWrite = -1
  keychain.set = (...what) => {
    changesAtWrite = changes()
    return set(...what)
  }
  await refresh(harness.deps, id)
  expect(known).toEqual({ ledger: 2, open: 1 })
  expect(changesAtWrite).toBe(changesAtAnswer)
})

describe('rule 1: an answer about somebody else never overwrites a good token', () => {
  test.each([
    ['another subject', { claims: { sub: 'sub-2' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['another client', { claims: { aud: 'client-2' } }],
    ['a refresh token that can’t be one', { answer: { refresh_token: 'rt-\n2' } }],
    ['an error', { answer: { error: 'server_error', refresh_token: 'rt-2' } }],
  ])('%s', async (_what, oddity) => {
    odd.oddity = {
      ...oddity,
      answer: { refresh_token: 'rt-2', ...('answer' in oddity ? oddity.answer : {}) },
    }
    const calls = watchCalls()
    await refresh(harness.deps, id).catch(() => undefined)
    await background()
    expect(entry()).toBe('1:rt-1')
    expect(calls).not.toContain('set grant')
  })
})

describe('rule 2: a write or delete names its generation, and leaves a newer one alone', () => {
  test('a refused token is deleted, and the one that was written meanwhile stays', async () => {
    keychain.held.set(account(), '7:rt-7')
    await deleteToken(harness.deps, grantOf(harness, id).id, 1)
    expect(entry()).toBe('7:rt-7')
    expect(ledger()).toBeDefined()
    await deleteToken(harness.deps, grantOf(harness, id).id, 7)
    expect(entry()).toBeUndefined()
    expect(ledger()).toBeUndefined()
  })

  test('a deletion waits for the refresh that is under way, and then deletes nothing', async () => {
    const grantId = grantOf(harness, id).id
    const { fetch } = harness.deps.http
    let deletion: Promise<void> | null = null
    harness.deps.http.fetch = (url, init) => {
      if (init?.method === 'POST') deletion ??= deleteToken(harness.deps, grantId, 1)
      return fetch(url, init)
    }
    await refresh(harness.deps, id)
    await deletion
    await background()
    expect(entry()).toBe('2:rt-2')
  })

  test('a token that waited in memory is not written over a newer one', async () => {
    keychain.fault = 'set'
    await refresh(harness.deps, id)
    keychain.fault = null
    keychain.held.set(account(), '5:rt-5')
    expect(await saveUnsaved(harness.deps)).toBe(0)
    expect(entry()).toBe('5:rt-5')
    odd.oddity = { answer: { refresh_token: 'rt-6' } }
    await refresh(harness.deps, id)
    await background()
    expect([entry(), grantOf(harness, id).generation]).toEqual(['6:rt-6', 6])
  })
})

describe('rule 3: the entry is compared with the row', () => {
  test('a newer one moves the row on', async () => {
    keychain.held.set(account(), '4:rt-4')
    odd.oddity = { answer: { refresh_token: 'rt-5' } }
    await refresh(harness.deps, id)
    expect(sent()).toEqual(['rt-4'])
    expect(grantOf(harness, id)).toMatchObject({ generation: 5, state: 'active' })
  })

  test('an older one is never sent: the connection needs consent, and says why', async () => {
    await refresh(harness.deps, id)
    await background()
    odd.posts = []
    keychain.held.set(account(), '1:rt-1')
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({
      code: 'secret_missing',
      detail: { cause: 'older' },
    })
    expect(viewConnection(harness.deps, id)).toMatchObject({
      status: 'needs-consent',
      problem: { code: 'secret_missing', detail: { cause: 'older' } },
    })
    expect(odd.posts).toEqual([])
  })

  test('an older one is not sent to be revoked either, because a 200 for it would say nothing', async () => {
    await refresh(harness.deps, id)
    await background()
    odd.posts = []
    keychain.held.set(account(), '1:rt-1')
    requestRevoke(harness.deps, id)
    const row = await eventually('the row says so', () => {
      const connection = viewConnection(harness.deps, id)
      return connection.status === 'cannot-revoke' && connection
    })
    expect(row).toMatchObject({
      receipt: null,
      problem: { code: 'secret_missing', detail: { cause: 'older' } },
    })
    expect(odd.posts).toEqual([])
  })

  test('a start compares only what row and ledger say differently', async () => {
    await refresh(harness.deps, id)
    await harness.restart()
    await recover(harness.deps)
    const grantId = grantOf(harness, id).id
    moveGrant(harness.deps.store, grantId, ['active'], { generation: 1 })
    await recover(harness.deps)
    expect(grantOf(harness, id).generation).toBe(2)
  })
})

describe('rule 4: memory does not make the ledger forget the entry underneath', () => {
  test('while only memory holds the new one, the ledger names both', async () => {
    keychain.fault = 'forgetful'
    await refresh(harness.deps, id)
    await background()
    expect(ledger()).toMatchObject({ generation: 1, memoryGeneration: 2 })
    expect(entry()).toBe('1:rt-1')

    keychain.fault = null
    await harness.restart()
    await recover(harness.deps)
    expect(viewConnection(harness.deps, id)).toMatchObject({
      status: 'needs-consent',
      problem: { code: 'secret_missing', detail: { cause: 'memory' } },
    })
    expect(ledger()).toMatchObject({ memoryGeneration: null })
    await remove(harness.deps, id)
    expect([...keychain.held.keys()].filter((name) => name.startsWith('grant/'))).toEqual([])
  })

  test('after a session in memory, what the keychain holds is known and used again', async () => {
    await harness.restart()
    harness.deps.keychain = openMemoryKeychain()
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'keychain_unavailable' })
    expect(ledger()).toMatchObject({ generation: 1, memoryGeneration: null })
    await harness.restart()
    expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
  })
})

describe('rule 6: memory holds the new token until a read has shown that the keychain does', () => {
  test('what is read before that is the new one, although the keychain answers with the old one', async () => {
    const { get } = keychain
    let holdsBack = true
    keychain.get = async (name) =>
      holdsBack && name === account() ? { state: 'ok', value: '1:rt-1' } : get(name)
    await refresh(harness.deps, id)
    await background()
    expect(await findToken(harness.deps, grantOf(harness, id).id)).toMatchObject({
      generation: 2,
      secret: 'rt-2',
    })
    expect(harness.deps.tokens.unsavedGrants()).toHaveLength(1)

    holdsBack = false
    await recoverAgain(harness.deps)
    expect(harness.deps.tokens.unsavedGrants()).toEqual([])
    expect(ledger()).toMatchObject({ generation: 2, memoryGeneration: null })
    expect(entry()).toBe('2:rt-2')
  })

  test('an entry of the same generation that holds another text is not taken for it', async () => {
    const { set } = keychain
    let cuts = true
    keychain.set = (name, value, how) =>
      set(name, cuts && name === account() ? value.slice(0, -1) : value, how)
    await refresh(harness.deps, id)
    await background()
    expect(entry()).toBe('2:rt-')
    expect(harness.deps.tokens.unsavedGrants()).toHaveLength(1)
    cuts = false
    expect(await saveUnsaved(harness.deps)).toBe(0)
    expect(entry()).toBe('2:rt-2')
  })

  test('a second refresh before the read-back goes on from it', async () => {
    keychain.fault = 'set'
    await refresh(harness.deps, id)
    odd.oddity = { answer: { refresh_token: 'rt-3' } }
    await refresh(harness.deps, id)
    expect(sent()).toEqual(['rt-1', 'rt-2'])
    keychain.fault = null
    expect(await saveUnsaved(harness.deps)).toBe(0)
    expect(entry()).toBe('3:rt-3')
  })
})

test('a value that is not ours counts as none', async () => {
  keychain.held.set(account(), 'rt-1')
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'secret_missing' })
  expect(odd.posts).toEqual([])
})
