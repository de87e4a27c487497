import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recover } from '../../../electron/main/connections/recover/recover.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { findConnection } from '../../../electron/main/store/connections.ts'
import { findGrant, moveGrant } from '../../../electron/main/store/grants.ts'
import { listGrantsToMove, listRecordedSecrets } from '../../../electron/main/store/ledger.ts'
import { holdOneEntryAGrant } from '../../../electron/main/store/migrations/021-hold-one-entry-a-grant.ts'
import { migrations, schemaVersion } from '../../../electron/main/store/migrations/index.ts'
import Database from 'better-sqlite3'
import type { Connection } from '../../../shared/models/connection.ts'
import { makeEarlierDatabase } from '../../support/earlier-database.ts'
import { makeEarlierLedger } from '../../support/earlier-ledger.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { linkMikomo } from '../../support/linked.ts'

// Earlier versions wrote one keychain entry for each generation: `grant/{id}/{generation}`. The first start of this one moves them.

let harness: Harness
let keychain: FakeKeychain
let linked: Connection
let grantId: string
let token: string

beforeEach(async () => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
  linked = await linkMikomo(harness)
  grantId = findConnection(harness.deps.store, linked.id)?.grantId ?? ''
  token = keychain.held.get(`grant/${grantId}`)?.slice(2) ?? ''
  moveGrant(harness.deps.store, grantId, ['active'], { generation: 5 })
})
afterEach(() => harness.close())

const file = (name: string) => join(harness.folder, name)
const grant = () => findGrant(harness.deps.store, grantId)
const tokens = () => [...keychain.held].filter(([account]) => account.startsWith('grant/'))
const names = () => tokens().map(([account]) => account)

/** The data folder and the keychain as the version before left them, with the token under these generations. */
function makeEarlier(held: readonly number[], recorded: readonly number[] = held): void {
  const own = listNamesOfClient()
  makeEarlierLedger(
    file('ledger.db'),
    4,
    [
      ...own.map((account) => ({ account, grantId: null, generation: 0 })),
      ...recorded.map((generation) => ({ account: `grant/${grantId}/${generation}`, grantId, generation })),
    ],
    { registrationId: linked.registrationId, institutionId: linked.institutionId, institutionName: 'Mikomo' },
  )
  makeEarlierDatabase(file('mooring.db'), migrations.indexOf(holdOneEntryAGrant), { forgetting: 'removing' })
  keychain.held.delete(`grant/${grantId}`)
  for (const generation of held) {
    keychain.held.set(`grant/${grantId}/${generation}`, generation === Math.max(...held) ? token : 'spent')
  }
  keychain.held.delete('stamp')
  keychain.held.set('place', 'earlier stamp')
}

function listNamesOfClient(): string[] {
  return [...keychain.held.keys()].filter((account) => account.startsWith('registration/'))
}

async function expectMoved(generation: number): Promise<void> {
  expect(tokens()).toEqual([[`grant/${grantId}`, `${generation}:${token}`]])
  expect(grant()).toMatchObject({ state: 'active', generation })
  expect(listGrantsToMove(harness.deps.store)).toEqual([])
  expect(
    listRecordedSecrets(harness.deps.store)
      .map(({ account }) => account)
      .toSorted(),
  ).toEqual([...keychain.held.keys()].filter((account) => account !== 'stamp').toSorted())
  expect(keychain.held.has('place')).toBe(false)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
}

test('the entry is written under its new name, read back, and only then the old one is deleted', async () => {
  await harness.restart(() => makeEarlier([5]))
  const calls: string[] = []
  const { get, set, delete: remove } = keychain
  keychain.get = (account) => (calls.push(`get ${account}`), get(account))
  keychain.set = (account, secret, how) => {
    calls.push(`set ${account}${how?.isReadBack === false ? '' : ' and read back'}`)
    return set(account, secret, how)
  }
  keychain.delete = (account) => (calls.push(`delete ${account}`), remove(account))
  await recover(harness.deps)
  Object.assign(keychain, { get, set, delete: remove })
  expect(calls.filter((call) => call.includes('grant/'))).toEqual([
    `get grant/${grantId}`,
    `get grant/${grantId}/5`,
    `set grant/${grantId} and read back`,
    `delete grant/${grantId}/5`,
  ])
  await expectMoved(5)
})

test('an earlier Mooring refuses the folder from then on', async () => {
  await harness.restart(() => makeEarlier([5]))
  const raw = new Database(file('mooring.db'), { readonly: true })
  expect(raw.pragma('user_version', { simple: true })).toBe(schemaVersion)
  raw.close()
  const ledger = new Database(file('ledger.db'), { readonly: true })
  expect(ledger.pragma('user_version', { simple: true })).toBe(7)
  ledger.close()
  expect(names()).toEqual([`grant/${grantId}/5`])
})

describe.each<[what: string, held: number[], recorded: number[], generation: number]>([
  ['one entry', [5], [5], 5],
  ['an old and a new one, as a killed refresh leaves them', [5, 6], [5, 6], 6],
  ['a name whose entry was never written', [5], [5, 6], 5],
])('with %s', (_what, held, recorded, generation) => {
  test('killed at any step, the next start goes on', { tags: 'thorough' }, async () => {
    for (let step = 0; ; step++) {
      await harness.restart(() => {
        const raw = new Database(file('mooring.db'))
        raw.prepare('UPDATE grants SET generation = 5 WHERE id = ?').run(grantId)
        raw.close()
        makeEarlier(held, recorded)
      })
      const isKilled = await killAtChange(step)
      if (!isKilled) break
      await harness.restart()
      await recover(harness.deps)
      expect([step, tokens()]).toEqual([step, [[`grant/${grantId}`, `${generation}:${token}`]]])
      expect([step, grant()?.state, grant()?.generation]).toEqual([step, 'active', generation])
      expect(listGrantsToMove(harness.deps.store)).toEqual([])
      expect(step).toBeLessThan(50)
    }
    await expectMoved(generation)
  })
})

class Killed extends Error {}

/** Recovers, and dies before change number `step` of the keychain or the database. @returns whether it died */
async function killAtChange(step: number): Promise<boolean> {
  let changes = 0
  let isDead = false
  const live = () => {
    if (isDead || changes++ === step) {
      isDead = true
      throw new Killed()
    }
  }
  const { set, delete: remove } = keychain
  const { store } = harness.deps
  const transaction = store.transaction.bind(store)
  keychain.set = async (...what) => (live(), set(...what))
  keychain.delete = async (account) => (live(), remove(account))
  store.transaction = ((work: () => unknown) => ({
    immediate: () => (live(), transaction(work).immediate()),
  })) as unknown as typeof store.transaction
  try {
    await recover(harness.deps)
    return false
  } catch (thrown) {
    if (!isDead) throw thrown
    return true
  } finally {
    Object.assign(keychain, { set, delete: remove })
    store.transaction = transaction as typeof store.transaction
  }
}

test('a backup from before the move finds the token under its new name', async () => {
  await harness.restart(() => {
    makeEarlier([5])
    copyFileSync(file('mooring.db'), file('earlier-backup.db'))
  })
  await recover(harness.deps)
  for (let times = 0; times < 3; times++) await refresh(harness.deps, linked.id)
  await harness.restart(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(file(`mooring.db${end}`), { force: true })
    copyFileSync(file('earlier-backup.db'), file('mooring.db'))
  })
  expect(grant()?.generation).toBe(5)
  await recover(harness.deps)
  expect(grant()?.generation).toBe(8)
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})

test('a whole folder from before the move finds the token under its new name', async () => {
  await harness.restart(() => {
    makeEarlier([5])
    for (const name of ['mooring.db', 'ledger.db']) copyFileSync(file(name), file(`earlier-${name}`))
  })
  await recover(harness.deps)
  for (let times = 0; times < 3; times++) await refresh(harness.deps, linked.id)
  await harness.restart(() => {
    for (const name of ['mooring.db', 'ledger.db']) {
      for (const end of ['-wal', '-shm']) rmSync(file(name + end), { force: true })
      copyFileSync(file(`earlier-${name}`), file(name))
    }
  })
  await recover(harness.deps)
  expect(grant()?.generation).toBe(8)
  expect(names()).toEqual([`grant/${grantId}`])
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})

test('a whole folder from before the move, whose keychain an earlier version has used since, finds the newer entry', async () => {
  await harness.restart(() => makeEarlier([9], [5]))
  await recover(harness.deps)
  await expectMoved(9)
})

test('on another computer, nothing is searched for, and the connection says so', async () => {
  await harness.restart(() => {
    makeEarlier([5])
    keychain.held.clear()
  })
  let reads = 0
  const { get } = keychain
  keychain.get = (account) => ((reads += 1), get(account))
  await recover(harness.deps)
  expect(reads).toBeLessThan(12)
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'secret_missing', detail: { cause: 'other keychain' } },
  })
})

test.each(['locked', 'denied', 'unavailable', 'timeout'] as const)(
  'while the keychain is %s nothing is moved, no connection is ended, and a refresh moves its own entry once it answers',
  async (fault) => {
    await harness.restart(() => makeEarlier([5]))
    keychain.fault = fault
    await recover(harness.deps)
    await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: `keychain_${fault}` })
    expect(names()).toEqual([`grant/${grantId}/5`])

    keychain.fault = null
    expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
    await harness.deps.tokens.deletionsDone()
    expect(names()).toEqual([`grant/${grantId}`])
  },
)
