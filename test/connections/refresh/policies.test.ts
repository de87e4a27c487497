import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { setConsentTimer } from '../../../electron/main/connections/consent/expiry.ts'
import { viewConnection, viewDetails } from '../../../electron/main/connections/model/view.ts'
import {
  changeLabels,
  changePolicies,
  viewPolicies,
} from '../../../electron/main/connections/refresh/policies.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { resumeAfterSleep, setRefreshTimer } from '../../../electron/main/connections/refresh/scheduler.ts'
import { deleteConnection } from '../../../electron/main/store/connections.ts'
import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { MaintenanceWindow } from '../../../shared/models/hours.ts'
import type { PolicyTarget, RefreshPolicy } from '../../../shared/models/refresh-policy.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../../support/simulated-clock.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let clock: SimulatedClock
let harness: Harness
let bank: BulkBank
let startMs: number

beforeEach(async () => {
  vi.stubEnv('TZ', 'UTC')
  startMs = Date.now()
  clock = openSimulatedClock(startMs)
  harness = openHarness({ clock, chance: () => 0.5 })
  bank = await startBulkBank({ now: clock.now, grace: false })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  Object.assign(institutionKinds['akoya-hosts'], { maintenance: [] })
  await harness.close()
  await bank.close()
})

const runTo = (afterStartMs: number) => clock.run(startMs + afterStartMs, harness.isBusy)
const link = (connections: number, institutions = 1, dueMs: (number: number) => number = () => startMs) =>
  linkInBulk(harness.deps, bank, { connections, institutions, dueMs })
const refreshesOf = (id: string) =>
  bank.requests
    .filter(({ path, sub }) => path === 'token' && sub === `sub-${id}`)
    .map(({ atMs }) => (atMs - startMs) / hourMs)
const set = (target: PolicyTarget, policy: RefreshPolicy | null) =>
  changePolicies(harness.deps, { targets: [target], policy })
const ofConnection = (id: string): PolicyTarget => ({ kind: 'connection', id })
const nextOf = (id: string) => viewConnection(harness.deps, id).nextTryAtMs
const never: RefreshPolicy = { kind: 'never' }
const every = (everyHours: number): RefreshPolicy => ({ kind: 'interval', everyHours, hours: null })
/** The time of day so many hours after the start. */
const timeIn = (hours: number) => new Date(startMs + hours * hourMs).toISOString().slice(11, 16)

describe('how often', () => {
  test('every six hours is four times a day, and no policy about once', async () => {
    await link(2)
    set(ofConnection('c0'), every(6))
    setRefreshTimer(harness.deps)
    await runTo(dayMs)
    expect(refreshesOf('c0').length).toBe(4)
    expect(refreshesOf('c1').length).toBeLessThanOrEqual(2)
  })

  test('daily is at its time, once, also after days of sleep', async () => {
    await link(1)
    set(ofConnection('c0'), { kind: 'daily', at: timeIn(3) })
    await runTo(2.5 * hourMs)
    expect(refreshesOf('c0')).toEqual([])
    await runTo(5 * hourMs)
    expect(refreshesOf('c0')).toHaveLength(1)
    harness.deps.timers.stop('refreshes')
    await runTo(4.5 * dayMs)
    resumeAfterSleep(harness.deps)
    await runTo(4.6 * dayMs)
    expect(refreshesOf('c0')).toHaveLength(2)
  })

  test('never sends nothing by itself, refreshes by hand, and reminders of its consent still come', async () => {
    await link(1)
    set(ofConnection('c0'), never)
    setConsentTimer(harness.deps)
    await runTo(3 * dayMs)
    expect(bank.requests).toEqual([])
    expect(nextOf('c0')).toBeNull()
    const flight = refresh(harness.deps, 'c0')
    await runTo(3.1 * dayMs)
    expect(await flight).toMatchObject({ status: 'active', nextTryAtMs: null })
    await runTo(336 * dayMs)
    expect(bank.requests.filter(({ path }) => path === 'token')).toHaveLength(1)
    expect(harness.notices.map(({ title }) => title)).toEqual(['Consent for Bank 0 expires in 30 days'])
  })

  test('a refresh by hand that fails is not repeated where the policy is never', async () => {
    await link(1)
    set(ofConnection('c0'), never)
    bank.meets = () => ({ status: 503 })
    const flight = refresh(harness.deps, 'c0')
    flight.catch(() => undefined)
    await runTo(hourMs)
    await expect(flight).rejects.toMatchObject({ code: 'server_unavailable' })
    await runTo(3 * dayMs)
    expect(refreshesOf('c0')).toHaveLength(1)
  })

  test('a failure of a policy that refreshes every two days is shown only when the data are older than that', async () => {
    await link(1)
    set(ofConnection('c0'), every(48))
    bank.meets = () => ({ status: 503 })
    await runTo(2 * dayMs)
    expect(viewConnection(harness.deps, 'c0').problem).toBeNull()
    await runTo(3 * dayMs)
    expect(viewConnection(harness.deps, 'c0').problem).toMatchObject({ code: 'server_unavailable' })
  })
})

describe('in which hours', () => {
  test('every hour, in three hours a day, is three or four times', async () => {
    await link(1)
    const hours = { from: timeIn(2), to: timeIn(5) }
    set(ofConnection('c0'), { kind: 'interval', everyHours: 1, hours })
    await runTo(dayMs)
    const sent = refreshesOf('c0')
    expect(sent.length).toBeGreaterThanOrEqual(2)
    expect(sent.length).toBeLessThanOrEqual(4)
    expect(Math.min(...sent)).toBeGreaterThanOrEqual(2 - 1 / 60)
    expect(Math.max(...sent)).toBeLessThanOrEqual(5)
  })

  test('what came due in them while the computer slept waits for the next day’s', async () => {
    await link(1)
    set(ofConnection('c0'), { kind: 'planned', hours: { from: timeIn(2), to: timeIn(4) } })
    harness.deps.timers.stop('refreshes')
    await runTo(30 * hourMs)
    resumeAfterSleep(harness.deps)
    await runTo(49 * hourMs)
    expect(refreshesOf('c0')).toEqual([])
    await runTo(51 * hourMs)
    expect(refreshesOf('c0')).toHaveLength(1)
  })

  test.each<[policy: RefreshPolicy['kind'], everyHours: number, sentOnDay: number]>([
    ['planned', 24, 2],
    ['interval', 1, 1],
    ['interval', 72, 7],
  ])(
    'what came due in hours through which the computer always sleeps is sent a period late (%s, %i)',
    async (kind, everyHours, sentOnDay) => {
      await link(1)
      const hours = { from: timeIn(2), to: timeIn(4) }
      set(ofConnection('c0'), kind === 'interval' ? { kind, everyHours, hours } : { kind: 'planned', hours })
      for (let day = 0; day <= sentOnDay; day += 1) {
        expect(refreshesOf('c0'), `day ${day}`).toEqual([])
        harness.deps.timers.stop('refreshes')
        await runTo(day * dayMs + 6 * hourMs)
        resumeAfterSleep(harness.deps)
        await runTo(day * dayMs + 20 * hourMs)
      }
      expect(refreshesOf('c0')).toHaveLength(1)
    },
  )
})

describe('maintenance', () => {
  /** In the hour after the start, and for two more. */
  const giveMaintenance = (): void => {
    const window: MaintenanceWindow = {
      of: 'Hub',
      weekday: new Date(startMs + hourMs).getUTCDay(),
      hours: { from: timeIn(1), to: timeIn(3) },
      timeZone: 'UTC',
    }
    Object.assign(institutionKinds['akoya-hosts'], { maintenance: [window] })
  }

  test('planned refreshes that are due in it begin at its end, and one by hand is sent', async () => {
    giveMaintenance()
    await link(20, 1, (number) => startMs + (1.1 + number / 100) * hourMs)
    setRefreshTimer(harness.deps)
    await runTo(2 * hourMs)
    expect(bank.requests).toEqual([])
    const flight = refresh(harness.deps, 'c7')
    await runTo(2.5 * hourMs)
    await flight
    expect(refreshesOf('c7')).toHaveLength(1)
    await runTo(4 * hourMs)
    expect(new Set(bank.requests.map(({ sub }) => sub)).size).toBe(20)
  })

  test('a refresh that is a period late for its hours still waits for its end', async () => {
    await link(1)
    set(ofConnection('c0'), { kind: 'planned', hours: { from: timeIn(22), to: timeIn(23) } })
    harness.deps.timers.stop('refreshes')
    await runTo(7 * dayMs + 1.5 * hourMs)
    giveMaintenance()
    resumeAfterSleep(harness.deps)
    await runTo(7 * dayMs + 2.9 * hourMs)
    expect(refreshesOf('c0')).toEqual([])
    await runTo(7 * dayMs + 4 * hourMs)
    expect(refreshesOf('c0')).toHaveLength(1)
  })

  test('a retry that would be in it is after it', async () => {
    giveMaintenance()
    await link(1, 1, () => startMs + 0.98 * hourMs)
    bank.meets = () => ({ status: 503 })
    setRefreshTimer(harness.deps)
    await runTo(0.99 * hourMs)
    const failed = refreshesOf('c0').length
    expect(failed).toBeGreaterThan(0)
    await runTo(2.9 * hourMs)
    expect(refreshesOf('c0').filter((hour) => hour > 1.02)).toEqual([])
    await runTo(4 * hourMs)
    expect(refreshesOf('c0').length).toBeGreaterThan(failed)
  })
})

describe('which policy', () => {
  const appliedTo = (id: string) => viewDetails(harness.deps, id).refreshPolicy

  test('a label brings one and takes it away, and the next refresh follows at once', async () => {
    await link(2, 1, () => startMs + dayMs)
    set({ kind: 'institution', id: 'i0' }, every(12))
    set({ kind: 'label', label: 'Büro' }, never)
    expect(appliedTo('c0')).toEqual({ target: { kind: 'institution', id: 'i0' }, policy: every(12) })
    changeLabels(harness.deps, ['c0'], { add: ['buro'], remove: [] })
    expect(appliedTo('c0')).toEqual({ target: { kind: 'label', label: 'Büro' }, policy: never })
    expect([nextOf('c0'), (nextOf('c1') ?? 0) - startMs]).toEqual([null, 11.4 * hourMs])
    changeLabels(harness.deps, ['c0'], { add: [], remove: ['Buro'] })
    expect((nextOf('c0') ?? 0) - startMs).toBe(11.4 * hourMs)
  })

  test('removing the most specific one leaves the next, and the window hears of each connection', async () => {
    await link(1)
    set({ kind: 'institution', id: 'i0' }, never)
    set(ofConnection('c0'), every(2))
    expect(appliedTo('c0').policy).toEqual(every(2))
    harness.events.length = 0
    set(ofConnection('c0'), null)
    expect(appliedTo('c0').policy).toEqual(never)
    expect(harness.events).toMatchObject([
      { name: 'connection.changed', payload: { id: 'c0', nextTryAtMs: null } },
    ])
  })

  test('policies of a connection that is removed go with it, and unknown ones are refused', async () => {
    await link(1)
    set(ofConnection('c0'), never)
    set({ kind: 'label', label: 'Books' }, never)
    expect(viewPolicies(harness.deps, ['c0'])).toHaveLength(2)
    deleteConnection(harness.deps.store, 'c0')
    expect(viewPolicies(harness.deps, ['c0'])).toEqual([
      { target: { kind: 'label', label: 'Books' }, policy: never },
    ])
    for (const target of [ofConnection('c9'), { kind: 'institution', id: 'i9' } as const]) {
      expect(() => set(target, never)).toThrow(expect.objectContaining({ code: 'not_found' }))
    }
  })

  test('a restart keeps it', async () => {
    await link(1)
    set(ofConnection('c0'), never)
    await harness.restart()
    setRefreshTimer(harness.deps)
    await runTo(3 * dayMs)
    expect(bank.requests).toEqual([])
  })
})
