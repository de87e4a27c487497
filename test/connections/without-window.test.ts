import { afterEach, beforeEach, expect, test } from 'vitest'
import { viewConnections } from '../../electron/main/connections/model/view.ts'
import { resumeAfterSleep } from '../../electron/main/connections/refresh/scheduler.ts'
import { requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { startWithoutUser, userIsThere } from '../../electron/main/connections/startup.ts'
import { openMemoryKeychain, type Keychain } from '../../electron/main/system/keychain.ts'
import { quietKeychain } from '../../electron/main/system/quiet-keychain.ts'
import type { KeychainStatus } from '../../shared/models/app.ts'
import { startBulkBank, type BulkBank } from '../support/bulk-bank.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'

// The app after a start at login: nobody opens its window for a month.

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
/** The clocks of Berlin go back on the fifth day. */
const startMs = Date.parse('2026-10-20T06:00:00Z')

const zone = process.env['TZ']
let clock: SimulatedClock
let harness: Harness
let bank: BulkBank
let keychain: ReturnType<typeof openLockableKeychain>
let isUserThere: boolean
let isOnline: boolean

beforeEach(async () => {
  process.env['TZ'] = 'Europe/Berlin'
  clock = openSimulatedClock(startMs)
  keychain = openLockableKeychain()
  isUserThere = true
  isOnline = true
  harness = openHarness({
    clock,
    chance: () => 0.5,
    keychain: quietKeychain(keychain, () => isUserThere),
  })
  harness.network.isStable = () => isOnline
  bank = await startBulkBank({ now: clock.now, grace: false })
  bank.meets = () => (isOnline ? null : 'unsent')
})
afterEach(async () => {
  await harness.close()
  await bank.close()
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

/** A keychain that asks the user at each call while it is locked, and nobody answers. */
function openLockableKeychain() {
  const memory = openMemoryKeychain()
  let state: KeychainStatus['state'] = 'checking'
  const counted = { calls: 0, prompts: 0, isLocked: false }
  const ask = async <T>(work: () => Promise<T>): Promise<T | { state: 'locked' }> => {
    counted.calls += 1
    state = counted.isLocked ? 'locked' : 'keychain'
    if (!counted.isLocked) return work()
    counted.prompts += 1
    return { state: 'locked' }
  }
  const own: Keychain = {
    ...memory,
    get: (account) => ask(() => memory.get(account)),
    set: (account, secret) => ask(() => memory.set(account, secret)),
    delete: (account) => ask(() => memory.delete(account)),
    clearSpareParts: (account) => ask(() => memory.clearSpareParts(account)),
    status: () => ({ state }),
    probe: async () => {
      await ask(async () => null)
      return { state }
    },
  }
  return Object.assign(counted, own)
}

const run = (forMs: number) => clock.run(clock.now() + forMs, harness.isBusy)
const refreshes = () => bank.requests.filter(({ path }) => path === 'token')

async function startAtLogin(connections: number): Promise<string[]> {
  const ids = await linkInBulk(harness.deps, bank, {
    connections,
    institutions: 4,
    dueMs: (number) => startMs + (number + 1) * hourMs,
  })
  isUserThere = false
  keychain.calls = 0
  startWithoutUser(harness.deps)
  return ids
}

test('a hidden start leaves the keychain alone until a refresh is due', async () => {
  await startAtLogin(2)
  await run(hourMs - 1000)
  expect([keychain.calls, refreshes().length]).toEqual([0, 0])
  await run(hourMs / 2)
  expect(keychain.calls).toBeGreaterThan(0)
  expect(refreshes().map(({ sub }) => sub)).toEqual(['sub-c0'])
})

test('a locked keychain asks once when the first refresh is due, and again only once a window is opened', async () => {
  await startAtLogin(3)
  keychain.isLocked = true
  await run(3 * dayMs)
  expect([keychain.prompts, refreshes().length]).toEqual([1, 0])

  keychain.isLocked = false
  await run(dayMs)
  expect([keychain.prompts, refreshes().length]).toEqual([1, 0])
  isUserThere = true
  await userIsThere(harness.deps)
  isUserThere = false
  await run(dayMs)
  expect(new Set(refreshes().map(({ sub }) => sub))).toEqual(new Set(['sub-c0', 'sub-c1', 'sub-c2']))
})

test('a window that is opened before anything is due begins what waited for it', async () => {
  await startAtLogin(1)
  isUserThere = true
  await userIsThere(harness.deps)
  expect(keychain.status().state).toBe('keychain')
  expect(keychain.calls).toBeGreaterThan(0)
})

test(
  'thirty days with sleep, a change of the clocks, no network and a locked keychain lose nothing',
  { tags: 'thorough' },
  async () => {
    const ids = await startAtLogin(12)
    let awakeDays = 0
    for (let day = 1; day <= 30; day += 1) {
      if (day === 8) {
        isOnline = false
        requestRevoke(harness.deps, ids[11] ?? '')
      }
      if (day === 11) isOnline = true
      if (day === 15) keychain.isLocked = true
      if (day === 18) {
        keychain.isLocked = false
        isUserThere = true
        await userIsThere(harness.deps)
        isUserThere = false
      }
      const isUsable = isOnline && !keychain.isLocked
      if (isUsable) awakeDays += 1
      await run(16 * hourMs)
      // A weekend in a bag is one long sleep.
      clock.sleep(day % 7 === 6 ? 8 * hourMs + dayMs : 8 * hourMs)
      resumeAfterSleep(harness.deps)
      harness.network.isStable = () => isOnline
    }
    await run(dayMs)

    expect(keychain.prompts).toBe(1)
    const views = viewConnections(harness.deps)
    expect(views.filter(({ status }) => status === 'revoked').map(({ id }) => id)).toEqual([ids[11]])
    expect(views.filter(({ status, problem }) => status === 'active' && problem === null)).toHaveLength(11)
    for (const id of ids.slice(0, 11)) {
      const times = refreshes().filter(({ sub }) => sub === `sub-${id}`)
      // Once a day while it was possible, and no storm after it was not.
      expect(times.length).toBeGreaterThanOrEqual(awakeDays - 3)
      expect(times.length).toBeLessThanOrEqual(31 + 3 * 8)
      expect(clock.now() - (times.at(-1)?.atMs ?? 0)).toBeLessThan(1.2 * dayMs)
    }
    expect(bank.grants.get(`sub-${ids[11]}`)?.isAlive).toBe(false)
  },
)
