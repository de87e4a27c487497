import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeBack } from '../../../electron/main/connections/link/take-back.ts'
import { viewConnections, viewDetails } from '../../../electron/main/connections/model/view.ts'
import { recover } from '../../../electron/main/connections/recover/recover.ts'
import {
  endUnclaimed,
  listUnclaimedLinks,
} from '../../../electron/main/connections/recover/unclaimed-tokens.ts'
import { saveBeforeQuit } from '../../../electron/main/connections/tokens/unsaved-tokens.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { checkHealth } from '../../../electron/main/health/health.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { listRecordedSecrets } from '../../../electron/main/store/ledger.ts'
import type { Connection } from '../../../shared/models/connection.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { linkAs, linkMikomo } from '../../support/linked.ts'
import { linkAtOdd, registerAtOdd } from '../../support/odd-linked.ts'
import { startOddServer, type OddServer } from '../../support/odd-server.ts'

// A link that was made after the backup that was restored: its token is kept, and the user decides.

let harness: Harness
let keychain: FakeKeychain
let first: Connection

beforeEach(async () => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
  first = await linkMikomo(harness)
})
afterEach(() => harness.close())

const consents = async () => (await harness.deps.sandbox.open()).consents()
const states = async () => (await consents()).map(({ user, state }) => `${user} ${state}`)
const backup = () => join(harness.folder, 'backup.db')

/** A second login is linked after the backup, which is then put in place. */
async function restoreBeforeSecond(user = 'mikomo_4'): Promise<void> {
  harness.deps.store.prepare('VACUUM INTO ?').run(backup())
  await linkAs(harness, first.institutionId, { user })
  await harness.restart(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(harness.folder, `mooring.db${end}`), { force: true })
    copyFileSync(backup(), join(harness.folder, 'mooring.db'))
  })
  await recover(harness.deps)
}

function unclaimed() {
  const links = listUnclaimedLinks(harness.deps)
  expect(harness.events.findLast(({ name }) => name === 'unclaimed.changed')?.payload).toEqual(links)
  return links
}

test('it is shown, announced once, and neither ended nor deleted by itself', async () => {
  await restoreBeforeSecond()
  for (let starts = 0; starts < 2; starts++) {
    expect(unclaimed()).toMatchObject([{ institutionName: 'Mikomo' }])
    expect(await states()).toEqual(['mikomo_7 active', 'mikomo_4 active'])
    await harness.restart()
    await recover(harness.deps)
  }
  const told = listActivity(harness.deps.store, { limit: 10 }).filter(({ kind }) => kind === 'secret_kept')
  expect(told).toMatchObject([{ institutionName: 'Mikomo', problem: { code: 'link_unclaimed' } }])
  expect((await checkHealth(harness.deps)).unknownSecrets).toBe(0)
  expect(viewConnections(harness.deps).map(({ id }) => id)).toEqual([first.id])
})

test('taken back, it is a connection again: one refresh shows whose login it is', async () => {
  await restoreBeforeSecond()
  const [link] = unclaimed()
  const connection = await takeBack(harness.deps, link?.id ?? '')
  expect(connection).toMatchObject({
    status: 'active',
    signedInAs: 'mikomo_4',
    institutionName: 'Mikomo',
    linkedAtMs: link?.linkedAtMs,
    accountCount: 2,
  })
  expect(viewDetails(harness.deps, connection.id).permissions).not.toEqual([])
  expect(unclaimed()).toEqual([])
  expect(await refresh(harness.deps, connection.id)).toMatchObject({ status: 'active', problem: null })
  expect(await states()).toEqual(['mikomo_7 active', 'mikomo_4 active'])
  await harness.restart()
  await recover(harness.deps)
  expect(await refresh(harness.deps, connection.id)).toMatchObject({ status: 'active', problem: null })
})

test('quitting while it is taken back waits for the answer, whose token is kept', async () => {
  await restoreBeforeSecond()
  const id = unclaimed()[0]?.id ?? ''
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ slowMs: 300 })
  const requested = harness.isBusy
  const taking = takeBack(harness.deps, id)
  await expect.poll(requested).toBe(true)
  expect(await saveBeforeQuit(harness.deps, 5000)).toBe(0)
  expect(keychain.held.get(`grant/${id}`)).toMatch(/^2:/)
  await taking
})

test('the newer link of a login that the backup has takes the place of its older grant', async () => {
  await restoreBeforeSecond('mikomo_7')
  const connection = await takeBack(harness.deps, unclaimed()[0]?.id ?? '')
  expect(connection).toMatchObject({ id: first.id, status: 'active' })
  expect(await refresh(harness.deps, first.id)).toMatchObject({ status: 'active', problem: null })
})

test('ended, its access is revoked at the institution, its token deleted, and the activity says so', async () => {
  await restoreBeforeSecond()
  await endUnclaimed(harness.deps, unclaimed()[0]?.id ?? '')
  expect(await states()).toEqual(['mikomo_7 active', 'mikomo_4 revoked'])
  expect(unclaimed()).toEqual([])
  expect([...keychain.held.keys()].filter((name) => name.startsWith('grant/'))).toHaveLength(1)
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([
    { kind: 'orphan_revoked', institutionName: 'Mikomo' },
  ])
})

describe('what fails leaves the token, and both choices', () => {
  test.each([
    ['the keychain is locked', () => void (keychain.fault = 'locked'), 'keychain_locked'],
    [
      'the answer is lost',
      async () =>
        (await harness.deps.sandbox.open()).misbehave({ graceMs: 60_000, loseNextTokenAnswer: true }),
      'offline',
    ],
  ])('%s', async (_what, break_, code) => {
    await restoreBeforeSecond()
    const id = unclaimed()[0]?.id ?? ''
    await break_()
    await expect(takeBack(harness.deps, id)).rejects.toMatchObject({ code })
    keychain.fault = null
    expect(unclaimed()).toHaveLength(1)
    await harness.restart()
    await recover(harness.deps)
    expect(await takeBack(harness.deps, id)).toMatchObject({ status: 'active', signedInAs: 'mikomo_4' })
  })

  test('access that the user has ended at the institution meanwhile is gone, and so is its token', async () => {
    await restoreBeforeSecond()
    const mikomo = await harness.deps.sandbox.open()
    const second = mikomo.consents().find(({ user }) => user === 'mikomo_4')
    mikomo.revokeAtBank(second?.grantId ?? '')
    await expect(takeBack(harness.deps, unclaimed()[0]?.id ?? '')).rejects.toMatchObject({
      code: 'grant_ended',
    })
    expect(unclaimed()).toEqual([])
    expect([...keychain.held.keys()].filter((name) => name.startsWith('grant/'))).toHaveLength(1)
  })
})

describe('without an ID token in the answer', () => {
  let odd: OddServer
  beforeEach(async () => {
    odd = await startOddServer()
  })
  afterEach(() => odd.close())

  async function restoreBeforeOdd(): Promise<string> {
    const institutionId = await registerAtOdd(harness, odd)
    harness.deps.store.prepare('VACUUM INTO ?').run(backup())
    await linkAtOdd(harness, institutionId)
    await harness.restart(() => {
      for (const end of ['', '-wal', '-shm'])
        rmSync(join(harness.folder, `mooring.db${end}`), { force: true })
      copyFileSync(backup(), join(harness.folder, 'mooring.db'))
    })
    await recover(harness.deps)
    return unclaimed()[0]?.id ?? ''
  }

  test('UserInfo says whose login it is', async () => {
    const metadata = { userinfo_endpoint: `${odd.issuer}/userinfo` }
    odd.oddity = { metadata }
    const id = await restoreBeforeOdd()
    odd.oddity = { metadata, answer: { id_token: undefined, refresh_token: 'rt-3' } }
    const taken = await takeBack(harness.deps, id)
    expect(taken).toMatchObject({ status: 'active', signedInAs: 'Ortega' })
    expect(await refresh(harness.deps, taken.id)).toMatchObject({ status: 'active', problem: null })
    expect(unclaimed()).toEqual([])
  })

  test('where nothing says it, the token stays, and the sentence says what to do', async () => {
    const id = await restoreBeforeOdd()
    odd.oddity = { answer: { id_token: undefined, refresh_token: 'rt-3' } }
    await expect(takeBack(harness.deps, id)).rejects.toMatchObject({ code: 'login_unknown' })
    expect(unclaimed()).toMatchObject([{ id }])
    expect(keychain.held.get(`grant/${id}`)).toBe('2:rt-3')
    odd.oddity = { at: { '/revoke': { status: 200, text: '' } } }
    await endUnclaimed(harness.deps, id)
    expect(odd.posts.at(-1)?.form.get('token')).toBe('rt-3')
    expect(unclaimed()).toEqual([])
  })
})

describe('an entry that is gone from the keychain: the activity says that access may remain, and nothing waits', () => {
  const expectTold = () => {
    expect(unclaimed()).toEqual([])
    expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([
      { kind: 'left_over', institutionName: 'Mikomo', problem: { code: 'secret_missing' } },
    ])
    expect(listRecordedSecrets(harness.deps.store)).toHaveLength(2)
  }

  test.each([
    ['taken back', takeBack],
    ['ended', endUnclaimed],
  ])('%s', async (_what, choose) => {
    await restoreBeforeSecond()
    const id = unclaimed()[0]?.id ?? ''
    keychain.held.delete(`grant/${id}`)
    await expect(choose(harness.deps, id)).rejects.toMatchObject({ code: 'secret_missing' })
    expectTold()
  })

  test('found by a start', async () => {
    await restoreBeforeSecond()
    keychain.held.delete(`grant/${unclaimed()[0]?.id ?? ''}`)
    await harness.restart()
    await recover(harness.deps)
    expectTold()
  })
})

describe('ended after taking it back has failed', () => {
  test('a lost answer: a 200 for a token that may be spent says nothing, so the activity says that access may remain', async () => {
    await restoreBeforeSecond()
    const id = unclaimed()[0]?.id ?? ''
    ;(await harness.deps.sandbox.open()).misbehave({ loseNextTokenAnswer: true })
    await expect(takeBack(harness.deps, id)).rejects.toMatchObject({ code: 'offline' })
    await endUnclaimed(harness.deps, id)
    expect(await states()).toEqual(['mikomo_7 active', 'mikomo_4 active'])
    expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([
      { kind: 'left_over', problem: { code: 'answer_lost' } },
    ])
    expect(unclaimed()).toEqual([])
  })

  test('a refusal spends nothing: it is ended', async () => {
    await restoreBeforeSecond()
    const id = unclaimed()[0]?.id ?? ''
    const { fetch } = harness.deps.http
    harness.deps.http.fetch = async (url, init) =>
      url.toString().endsWith('/token') ? new Response('', { status: 400 }) : fetch(url, init)
    await expect(takeBack(harness.deps, id)).rejects.toMatchObject({ code: 'refresh_refused' })
    await endUnclaimed(harness.deps, id)
    expect(await states()).toEqual(['mikomo_7 active', 'mikomo_4 revoked'])
    expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([{ kind: 'orphan_revoked' }])
  })
})

test('a keychain that locks once the access is ended: nothing waits any more, and the next recovery deletes the token', async () => {
  await restoreBeforeSecond()
  const { fetch } = harness.deps.http
  harness.deps.http.fetch = async (url, init) => {
    const answer = await fetch(url, init)
    if (url.toString().endsWith('/revoke')) keychain.fault = 'locked'
    return answer
  }
  await endUnclaimed(harness.deps, unclaimed()[0]?.id ?? '').catch(() => undefined)
  expect(await states()).toEqual(['mikomo_7 active', 'mikomo_4 revoked'])
  keychain.fault = null
  expect(unclaimed()).toEqual([])
  await recover(harness.deps)
  expect([...keychain.held.keys()].filter((name) => name.startsWith('grant/'))).toHaveLength(1)
  const kinds = listActivity(harness.deps.store, { limit: 10 }).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'orphan_revoked')).toHaveLength(1)
})

test('both -wal files deleted after a kill: the newest link is shown as any other, and can be taken back [R13]', async () => {
  const { store } = harness.deps
  store.pragma('main.wal_checkpoint(TRUNCATE)')
  await linkAs(harness, first.institutionId, { user: 'mikomo_4' })
  const names = ['mooring.db', 'ledger.db']
  // What is in the files while the app runs: all that is left of a kill if the logs are deleted.
  for (const name of names) copyFileSync(join(harness.folder, name), join(harness.folder, `${name}.killed`))
  await harness.restart(() => {
    for (const name of names) {
      for (const end of ['-wal', '-shm']) rmSync(join(harness.folder, name + end), { force: true })
      copyFileSync(join(harness.folder, `${name}.killed`), join(harness.folder, name))
    }
  })
  await recover(harness.deps)
  expect(viewConnections(harness.deps).map(({ signedInAs }) => signedInAs)).toEqual(['mikomo_7'])
  expect(unclaimed()).toHaveLength(1)
  expect(await states()).toEqual(['mikomo_7 active', 'mikomo_4 active'])
  const taken = await takeBack(harness.deps, unclaimed()[0]?.id ?? '')
  expect(taken).toMatchObject({ status: 'active', signedInAs: 'mikomo_4' })
  expect(listRecordedSecrets(harness.deps.store)).toHaveLength(3)
})
