import { afterEach, beforeEach, expect, test } from 'vitest'
import { setRefreshTimer, resumeAfterSleep } from '../../../electron/main/connections/refresh/scheduler.ts'
import { viewConnection, viewConnections } from '../../../electron/main/connections/model/view.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { watchNetwork } from '../../../electron/main/system/network.ts'
import { openMemoryKeychain } from '../../../electron/main/system/keychain.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../../support/simulated-clock.ts'
import { kindsOf } from '../../support/connection-state.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

let clock: SimulatedClock
let harness: Harness
let bank: BulkBank
let startMs: number
let isLocked = false

beforeEach(async () => {
  startMs = Date.now()
  isLocked = false
  clock = openSimulatedClock(startMs)
  const memory = openMemoryKeychain()
  harness = openHarness({
    clock,
    chance: () => 0.5,
    keychain: { ...memory, get: async (name) => (isLocked ? { state: 'locked' } : memory.get(name)) },
  })
  bank = await startBulkBank({ now: clock.now, grace: false })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const run = (forMs: number) => clock.run(clock.now() + forMs, harness.isBusy)
const refreshesOf = (path = 'token') => bank.requests.filter((request) => request.path === path)

/** The most requests that arrived within any one second. */
function busiestSecond(): number {
  const times = bank.requests.map(({ atMs }) => atMs).toSorted((a, b) => a - b)
  return Math.max(
    ...times.map((fromMs) => times.filter((ms) => ms >= fromMs && ms < fromMs + secondMs).length),
  )
}

test('each connection is refreshed once a day, ahead of the day’s end, marked as nobody waiting', async () => {
  await linkInBulk(harness.deps, bank, {
    connections: 3,
    institutions: 2,
    dueMs: (n) => startMs + n * hourMs,
  })
  setRefreshTimer(harness.deps)
  await run(3 * hourMs)
  expect(refreshesOf().map(({ sub }) => sub)).toEqual(['sub-c0', 'sub-c1', 'sub-c2'])
  expect(new Set(refreshesOf('data').map(({ interaction }) => interaction))).toEqual(new Set(['BATCH']))

  const next = viewConnection(harness.deps, 'c0').nextTryAtMs ?? 0
  expect(next - startMs).toBeGreaterThan(19 * hourMs)
  expect(next - startMs).toBeLessThan(22 * hourMs)
  await run(24 * hourMs)
  expect(refreshesOf()).toHaveLength(6)
})

test('a refresh by hand schedules the next one again', async () => {
  await linkInBulk(harness.deps, bank, { connections: 1, institutions: 1, dueMs: () => startMs + hourMs })
  setRefreshTimer(harness.deps)
  await refresh(harness.deps, 'c0')
  await run(5 * hourMs)
  expect(refreshesOf()).toHaveLength(1)
})

test(
  'after a sleep, 500 due connections of 10 institutions leave at the rate that the server allows, each once',
  { tags: 'thorough' },
  async () => {
    await linkInBulk(harness.deps, bank, { connections: 500, institutions: 10, dueMs: (n) => startMs + n })
    await run(8 * hourMs)
    resumeAfterSleep(harness.deps)
    await run(10 * minuteMs)
    expect(refreshesOf()).toHaveLength(500)
    expect(new Set(refreshesOf().map(({ sub }) => sub)).size).toBe(500)
    expect(busiestSecond()).toBeLessThanOrEqual(5)
    expect(viewConnections(harness.deps).every(({ problem }) => problem === null)).toBe(true)
  },
)

test('after a sleep nothing leaves before the network is stable', async () => {
  let address = '10.0.0.2'
  Object.assign(
    harness.network,
    watchNetwork({ now: clock.now, isOnline: () => address !== '', addresses: () => address }),
  )
  await linkInBulk(harness.deps, bank, { connections: 2, institutions: 1, dueMs: () => startMs })
  resumeAfterSleep(harness.deps)
  await run(4 * secondMs)
  address = ''
  await run(minuteMs)
  address = '10.0.0.9'
  await run(4 * secondMs)
  expect(bank.requests).toEqual([])
  await run(10 * secondMs)
  expect(refreshesOf()).toHaveLength(2)
})

test('an institution that is down gets one refresh, not all of them, at growing intervals', async () => {
  await linkInBulk(harness.deps, bank, { connections: 50, institutions: 1, dueMs: () => startMs })
  bank.meets = () => ({ status: 503 })
  setRefreshTimer(harness.deps)
  await run(hourMs)
  expect(refreshesOf().length).toBeLessThan(10)
  const shown = viewConnections(harness.deps)
  expect(shown.every(({ status, problem }) => status === 'active' && problem === null)).toBe(true)

  bank.meets = () => null
  await run(2 * hourMs)
  expect(new Set(bank.requests.filter(({ path }) => path === 'data').map(({ sub }) => sub)).size).toBe(50)
})

test('a failure is shown once the data are old, and is in the activity once', async () => {
  await linkInBulk(harness.deps, bank, {
    connections: 1,
    institutions: 1,
    dueMs: () => startMs + 20 * hourMs,
  })
  bank.meets = (path) => (path === 'token' ? { status: 503 } : null)
  setRefreshTimer(harness.deps)
  await run(21 * hourMs)
  expect(viewConnection(harness.deps, 'c0').problem).toBeNull()
  await run(40 * hourMs)
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    status: 'active',
    problem: { code: 'server_unavailable' },
  })
  expect(kindsOf(harness)).toEqual(['refresh_failed'])
})

test('Retry-After is obeyed for the whole institution, by hand too, and for no other', async () => {
  await linkInBulk(harness.deps, bank, { connections: 4, institutions: 2, dueMs: () => startMs })
  let times = 0
  bank.meets = (path) => {
    if (path !== 'token' || times > 0) return null
    times += 1
    return { status: 429, retryAfterSeconds: 600 }
  }
  setRefreshTimer(harness.deps)
  await run(9 * minuteMs)
  const limited = bank.requests[0]?.sub.slice('sub-'.length) ?? ''
  const isSame = (id: string) => Number(id.slice(1)) % 2 === Number(limited.slice(1)) % 2
  const asked = new Set(refreshesOf('data').map(({ sub }) => sub.slice('sub-'.length)))
  expect([...asked].filter((id) => !isSame(id))).toHaveLength(2)
  await expect(refresh(harness.deps, limited)).rejects.toMatchObject({
    code: 'rate_limited',
    detail: { untilMs: expect.closeTo(startMs + 10 * minuteMs, -4) },
  })
  await run(10 * minuteMs)
  expect(new Set(refreshesOf('data').map(({ sub }) => sub)).size).toBe(4)
})

test('a keychain that is locked stops planned refreshes, and unlocking it lets them leave', async () => {
  await linkInBulk(harness.deps, bank, { connections: 20, institutions: 1, dueMs: () => startMs })
  isLocked = true
  setRefreshTimer(harness.deps)
  await run(minuteMs / 2)
  expect(bank.requests).toEqual([])

  isLocked = false
  harness.deps.refresher.backoffs.clearKeychain()
  setRefreshTimer(harness.deps)
  await run(minuteMs)
  expect(refreshesOf().length).toBeGreaterThanOrEqual(19)
})

test('the keychain is written only when the refresh token has changed', async () => {
  await linkInBulk(harness.deps, bank, { connections: 1, institutions: 1, dueMs: () => startMs + hourMs })
  const { keychain } = harness.deps
  const written: string[] = []
  harness.deps.keychain = {
    ...keychain,
    set: (name, value) => {
      written.push(name)
      return keychain.set(name, value)
    },
  }
  const refreshed = async () => {
    const flight = refresh(harness.deps, 'c0')
    await run(5 * secondMs)
    await flight
  }
  bank.rotates = false
  await refreshed()
  expect(written).toEqual([])

  bank.rotates = true
  await refreshed()
  expect(written).toEqual(['grant/g-c0'])
})
