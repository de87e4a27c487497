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
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { checkHealth } from '../../../electron/main/health/health.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { listRecordedSecrets } from '../../../electron/main/store/ledger.ts'
import type { Connection } from '../../../shared/models/connection.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { linkAs, linkMikomo } from '../../support/linked.ts'

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

test('it is shown, told once, and neither ended nor dropped by itself', async () => {
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

test('taken back, it is a connection again: one refresh tells whose login it is', async () => {
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

test('both -wal files deleted after a kill: the newest link is told as any other, and can be taken back [R13]', async () => {
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
