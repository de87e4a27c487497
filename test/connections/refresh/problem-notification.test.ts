import { afterEach, beforeEach, expect, test } from 'vitest'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { setRefreshTimer } from '../../../electron/main/connections/refresh/scheduler.ts'
import { problemNotice } from '../../../electron/main/connections/refresh/problem-notification.ts'
import { defaultPreferences, writePreferences } from '../../../electron/main/store/preferences.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../../support/simulated-clock.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

let clock: SimulatedClock
let harness: Harness
let bank: BulkBank
let startMs: number

beforeEach(async () => {
  startMs = Date.now()
  clock = openSimulatedClock(startMs)
  harness = openHarness({ clock, chance: () => 0.5 })
  bank = await startBulkBank({ now: clock.now, grace: false })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const run = (forMs: number) => clock.run(clock.now() + forMs, harness.isBusy)
const link = (connections: number, dueMs = startMs) =>
  linkInBulk(harness.deps, bank, { connections, institutions: 1, dueMs: () => dueMs })
const endAll = () => {
  for (const grant of bank.grants.values()) grant.isAlive = false
}
const titles = () => harness.notices.map(({ title }) => title)

test('access that a planned refresh finds ended is one notification, however many logins it is', async () => {
  await link(3)
  endAll()
  setRefreshTimer(harness.deps)
  await run(10 * minuteMs)
  expect(harness.notices).toEqual([
    {
      title: 'Access to Bank 0 has ended',
      body: 'Relink it in Mooring to read its data again. 2 more in Mooring.',
    },
  ])
})

test.each([{ notifyBroken: false }, { quiet: true }])('with %j there is none', async (chosen) => {
  writePreferences(harness.deps.store, { ...defaultPreferences, ...chosen })
  await link(1)
  endAll()
  setRefreshTimer(harness.deps)
  await run(10 * minuteMs)
  expect(harness.notices).toEqual([])
})

test('there is none for a refresh that the user asked for: the window says it', async () => {
  await link(1)
  endAll()
  await expect(refresh(harness.deps, 'c0')).rejects.toMatchObject({ code: 'grant_ended' })
  await run(10 * minuteMs)
  expect(harness.notices).toEqual([])
})

test('a refresh that keeps failing is a notification only for those who want it, and once', async () => {
  await link(1)
  bank.meets = (path) => (path === 'token' ? { status: 503 } : null)
  writePreferences(harness.deps.store, { ...defaultPreferences, notifyRetry: true })
  setRefreshTimer(harness.deps)
  await run(40 * hourMs)
  expect(titles()).toEqual(['Refreshing Bank 0 failed'])
})

test('the default is not to notify of retries', async () => {
  await link(1)
  bank.meets = (path) => (path === 'token' ? { status: 503 } : null)
  setRefreshTimer(harness.deps)
  await run(40 * hourMs)
  expect(harness.notices).toEqual([])
})

test('what has ended comes before what is tried again', () => {
  const notice = problemNotice([
    { kind: 'retry', institutionName: 'A' },
    { kind: 'broken', institutionName: 'B' },
  ])
  expect(notice.title).toBe('Access to B has ended')
})
