import { afterEach, beforeEach, expect, test } from 'vitest'
import { resumeAfterSleep } from '../../../electron/main/connections/refresh/scheduler.ts'
import { keychainChanged } from '../../../electron/main/connections/startup.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { addDataset, pauseDataset } from '../../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../../electron/main/datasets/require-dataset.ts'
import { heldUntilMs } from '../../../electron/main/datasets/run/hold.ts'
import { readRuns } from '../../../electron/main/datasets/read.ts'
import { setDatasetTimer, startDatasets } from '../../../electron/main/datasets/schedule/dataset-timer.ts'
import { viewDataset } from '../../../electron/main/datasets/view.ts'
import { write } from '../../../electron/main/store/database.ts'
import { updateDataset, type DatasetRow } from '../../../electron/main/store/datasets.ts'
import { findRegistration, insertRegistration } from '../../../electron/main/store/registrations.ts'
import { openMemoryKeychain } from '../../../electron/main/system/keychain.ts'
import type { RunResult, Schedule } from '../../../shared/models/dataset.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { draftOf, queryDataset } from '../../support/datasets.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { accountIdsOf, keepLedger, type LedgerRow } from '../../support/ledger-bank.ts'
import { openSimulatedClock, type SimulatedClock } from '../../support/simulated-clock.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** The clocks of New York go back on 1 November 2026, at 6:00 UTC. */
const startMs = Date.parse('2026-10-20T12:00:00Z')

const zone = process.env['TZ']
let clock: SimulatedClock
let harness: Harness
let bank: BulkBank
let ledger: LedgerRow[]
let isLocked = false
let isOnline = true

beforeEach(async () => {
  process.env['TZ'] = 'America/New_York'
  isLocked = false
  isOnline = true
  clock = openSimulatedClock(startMs)
  const memory = openMemoryKeychain()
  harness = openHarness({
    clock,
    chance: () => 0.5,
    keychain: {
      ...memory,
      status: () => ({ state: isLocked ? 'locked' : 'keychain' }),
      get: async (name) => (isLocked ? { state: 'locked' } : memory.get(name)),
    },
  })
  Object.assign(harness.network, { isStable: () => isOnline })
  bank = await startBulkBank({ now: clock.now, grace: false })
  ledger = keepLedger(bank)
  await linkInBulk(harness.deps, bank, {
    connections: 2,
    institutions: 2,
    dueMs: () => startMs + 60 * dayMs,
  })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

const run = (forMs: number) => clock.run(clock.now() + forMs, harness.isBusy)

function add(schedule: Schedule): string {
  return addDataset(harness.deps, {
    draft: draftOf({ schedule, since: '2026-10-01' }),
    placeId: null,
  }).id
}

const resultsOf = async (id: string) => (await readRuns(harness.deps, id)).toReversed()
const hourOf = ({ atMs }: RunResult) => new Date(atMs).toISOString().slice(5, 16)
const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const viewOf = (id: string) => viewDataset(harness.deps, requireDataset(harness.deps, id))

/** What the institutions have, one more transaction a day. */
function spend(day: string): void {
  const accountId = accountIdsOf('sub-c0')[0]
  ledger.push({ accountId, transactionId: day, day, amount: -10, description: 'Coffee' })
}

test(
  'thirty days with a change of clocks, sleep, no network and a locked keychain: one run a day that could be, and every row',
  { tags: 'thorough' },
  async () => {
    const id = add({ kind: 'daily', at: '06:30' })
    startDatasets(harness.deps)
    const untilMs = startMs + 30 * dayMs
    for (let day = 0; day < 30; day += 1) {
      spend(dayAt(clock.now()))
      isOnline = day !== 5 && day !== 6
      isLocked = day >= 14 && day < 16
      if (day === 20) {
        // Three days of sleep: no timer fires.
        spend(dayAt(clock.now() + dayMs))
        spend(dayAt(clock.now() + 2 * dayMs))
        await sleep(3 * dayMs)
        day += 2
        continue
      }
      await run(dayMs)
    }
    expect(clock.now()).toBe(untilMs)
    const results = await resultsOf(id)
    const complete = results.filter(({ outcome }) => outcome === 'complete')
    // Half past six, in daylight saving time and after it.
    expect(complete.slice(0, 2).map(hourOf)).toEqual(['10-21T10:30', '10-22T10:30'])
    expect(complete.slice(-1).map(hourOf)).toEqual(['11-19T11:30'])
    const failed = results.filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ problem }) => problem?.code)).toEqual(['keychain_locked', 'keychain_locked'])
    // Two days without network and three of sleep: one run caught up each time.
    expect(complete).toHaveLength(30 - 2 - 1 - 2)
    const [stored] = queryDataset<{ count: number; days: number }>(
      requireDataset(harness.deps, id).path,
      'SELECT count(*) AS count, count(DISTINCT transaction_date) AS days FROM v_transactions',
    )
    expect(stored).toEqual({ count: 30, days: 30 })
    expect(viewOf(id)).toMatchObject({ failedInARow: 0, problem: null, rows: 30 })
  },
)

/** Time passes and no timer fires; then the computer wakes up. */
async function sleep(forMs: number): Promise<void> {
  clock.skip(forMs - minuteMs)
  resumeAfterSleep(harness.deps)
  setDatasetTimer(harness.deps)
  await run(minuteMs)
}

test('a clock that was far ahead, and is put right, does not stop the schedule', async () => {
  const id = add({ kind: 'daily', at: '06:30' })
  startDatasets(harness.deps)
  clock.skip(300 * dayMs)
  setDatasetTimer(harness.deps)
  await run(hourMs)
  expect(await resultsOf(id)).toHaveLength(1)
  clock.skip(-300 * dayMs)
  setDatasetTimer(harness.deps)
  await run(2 * dayMs)
  expect((await resultsOf(id)).length).toBeGreaterThanOrEqual(2)
})

test('a clock that was far ahead, and is put right, does not stop a dataset that follows refreshes', async () => {
  const id = add({ kind: 'after refresh' })
  startDatasets(harness.deps)
  const row = requireDataset(harness.deps, id)
  const aheadMs = clock.now() + 300 * dayMs
  const change = (to: Partial<DatasetRow>) =>
    write(harness.deps.store, () => updateDataset(harness.deps.store, { ...row, ...to }))
  change({ plannedFromMs: aheadMs })
  for (const one of ['c0', 'c1']) {
    const refreshed = refresh(harness.deps, one, 'planned')
    await run(hourMs)
    await refreshed
  }
  expect((await resultsOf(id)).map(({ accountsRead }) => accountsRead)).toEqual([2, 2])

  change({ retry: { atMs: aheadMs, connectionIds: ['c0'] } })
  setDatasetTimer(harness.deps)
  await run(6 * hourMs)
  expect(await resultsOf(id)).toHaveLength(3)
})

test('what was missed while a dataset was paused is not caught up', async () => {
  const id = add({ kind: 'hourly' })
  pauseDataset(harness.deps, id, true)
  await run(5 * hourMs)
  pauseDataset(harness.deps, id, false)
  await run(30 * minuteMs)
  expect(await resultsOf(id)).toEqual([])
  await run(40 * minuteMs)
  expect(await resultsOf(id)).toHaveLength(1)
})

test('planned runs wait for the end of Akoya’s maintenance, and a run by hand does not', async () => {
  const registration = findRegistration(harness.deps.store, 'r1')
  if (!registration) throw new Error('no registration')
  const akoya = {
    ...registration,
    id: 'akoya',
    name: 'Akoya',
    environment: { kind: 'akoya-production' } as const,
  }
  insertRegistration(harness.deps.store, akoya)
  const ofAkoya = { registrationId: 'akoya', institutionId: 'i0' }
  // Tuesday 20 October, 10:00 to 13:00 in New York, is 14:00 to 17:00 UTC.
  expect(heldUntilMs(harness.deps, ofAkoya, 'schedule')).toBeNull()
  await run(3 * hourMs)
  expect(heldUntilMs(harness.deps, ofAkoya, 'schedule')).toBe(Date.parse('2026-10-20T17:00:00Z'))
  expect(heldUntilMs(harness.deps, ofAkoya, 'by hand')).toBeNull()
  await run(2 * hourMs)
  expect(heldUntilMs(harness.deps, ofAkoya, 'retry')).toBeNull()
})

test('the third failed run in a row is said on the dataset and by one notification, and it runs again once the keychain is unlocked', async () => {
  const id = add({ kind: 'daily', at: '06:30' })
  isLocked = true
  startDatasets(harness.deps)
  await run(2 * dayMs)
  expect(harness.notices).toEqual([])
  await run(3 * dayMs)
  expect(viewOf(id)).toMatchObject({ failedInARow: 5, problem: { code: 'keychain_locked' } })
  expect(harness.notices.map(({ title }) => title)).toEqual(['Dataset “Household” can’t be updated'])

  isLocked = false
  keychainChanged(harness.deps, { state: 'keychain' })
  await run(hourMs)
  expect(viewOf(id)).toMatchObject({ failedInARow: 0, problem: null })
})

test('an institution that does not answer is tried again after its backoff, and the others are read meanwhile', async () => {
  spend('2026-10-19')
  const id = add({ kind: 'daily', at: '06:30' })
  bank.meets = (path, url) =>
    path === 'data' && url.includes('/bank-1') ? { status: 429, retryAfterSeconds: 7200 } : null
  startDatasets(harness.deps)
  await run(dayMs - hourMs)
  const [first] = await resultsOf(id)
  expect(first).toMatchObject({ outcome: 'partial', accountsRead: 2 })
  const since = bank.requests.length
  bank.meets = () => null
  await run(3 * hourMs)
  expect(bank.requests.slice(since).filter(({ url }) => url.includes('/bank-0'))).toEqual([])
  expect((await resultsOf(id)).at(-1)).toMatchObject({ outcome: 'complete', accountsRead: 2 })
  expect(viewOf(id)).toMatchObject({ accounts: 4, connections: 2 })
})

test('a dataset that follows refreshes runs once for those that come together, and not for others', async () => {
  const id = add({ kind: 'after refresh' })
  spend('2026-10-19')
  startDatasets(harness.deps)
  await run(dayMs)
  expect(await resultsOf(id)).toEqual([])
  const refreshed = Promise.all(['c0', 'c1'].map((one) => refresh(harness.deps, one, 'planned')))
  await run(hourMs)
  await refreshed
  expect((await resultsOf(id)).map(({ accountsRead }) => accountsRead)).toEqual([4])
  await run(dayMs)
  expect(await resultsOf(id)).toHaveLength(1)
})
