import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { setRefreshTimer } from '../../electron/main/connections/refresh/scheduler.ts'
import { recoverAndStart } from '../../electron/main/connections/startup.ts'
import { noticeOf } from '../../electron/main/notifications/notice-text.ts'
import { notifyBroken, notifyConsents, setNoticeTimer } from '../../electron/main/notifications/notify.ts'
import { insertDataset } from '../../electron/main/store/datasets.ts'
import { defaultPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import type { Preferences } from '../../shared/models/app.ts'
import { startBulkBank, type BulkBank } from '../support/bulk-bank.ts'
import { draftOf } from '../support/datasets.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

let clock: SimulatedClock
let harness: Harness
let keychain: FakeKeychain
let bank: BulkBank
let startMs: number

async function open(fromMs: number): Promise<void> {
  startMs = fromMs
  clock = openSimulatedClock(startMs)
  keychain = openFakeKeychain()
  harness = openHarness({ clock, keychain, chance: () => 0.5 })
  bank = await startBulkBank({ now: clock.now, grace: false })
}

beforeEach(() => open(Date.now()))
afterEach(async () => {
  vi.unstubAllEnvs()
  await harness.close()
  await bank.close()
})

const runTo = (afterStartMs: number) => clock.run(startMs + afterStartMs, harness.isBusy)
const link = (connections: number, dueMs: (number: number) => number = () => startMs) =>
  linkInBulk(harness.deps, bank, { connections, institutions: 1, dueMs })
const prefer = (chosen: Partial<Preferences>) =>
  writePreferences(harness.deps.store, { ...defaultPreferences, ...chosen })
const endAtBank = (...subs: string[]) => {
  for (const [sub, grant] of bank.grants) if (subs.length === 0 || subs.includes(sub)) grant.isAlive = false
}
/** A dataset whose run has failed for the third time. */
const breakDataset = (id: string, name: string, deps = harness.deps): void => {
  insertDataset(deps.store, {
    id,
    draft: draftOf({ name }),
    path: `/data/${id}.db`,
    isPaused: false,
    createdAtMs: startMs,
    plannedFromMs: startMs,
    retry: null,
    failedInARow: 3,
    rows: 0,
    accounts: 0,
    connections: 0,
    lastRun: null,
    problem: null,
  })
  notifyBroken(deps, { kind: 'dataset', id, name })
}
const titles = () => harness.notices.map(({ title }) => title)

describe('what planned refreshes find broken', () => {
  test('access that has ended is one notification, however many logins it is, and shows what needs attention', async () => {
    await link(3)
    endAtBank()
    setRefreshTimer(harness.deps)
    await runTo(10 * minuteMs)
    expect(harness.notices).toEqual([
      {
        title: 'Access to Bank 0 has ended',
        body: 'Relink it in Mooring to read its data again. 2 more in Mooring.',
        open: { kind: 'view', view: 'needs-attention' },
      },
    ])
  })

  test('access that the bank ends between the refresh and the read of its accounts is one, too', async () => {
    await link(1)
    bank.meets = (path) => {
      if (path === 'data') endAtBank()
      return null
    }
    setRefreshTimer(harness.deps)
    await runTo(10 * minuteMs)
    expect(harness.notices).toMatchObject([
      { title: 'Access to Bank 0 has ended', open: { kind: 'connection', id: 'c0' } },
    ])
  })

  test('a registration that is refused twice in a row opens the registration', async () => {
    await link(2)
    bank.meets = (path) => (path === 'token' ? 'client refused' : null)
    setRefreshTimer(harness.deps)
    await runTo(hourMs)
    expect(harness.notices).toEqual([
      {
        title: 'Registration “Bulk” is refused',
        body: 'Nothing that uses it can be refreshed. Check its client ID and secret in Mooring.',
        open: { kind: 'registration', id: 'r1' },
      },
    ])
  })

  test('a keychain that stays locked is one a day, and none once it is unlocked', async () => {
    await link(5)
    keychain.fault = 'locked'
    setRefreshTimer(harness.deps)
    await runTo(23 * hourMs)
    expect(titles()).toEqual(['Mooring can’t read the keychain'])
    await runTo(25 * hourMs)
    expect(titles()).toHaveLength(2)
    keychain.fault = null
    await runTo(80 * hourMs)
    expect(titles()).toHaveLength(2)
  })

  test('a dataset whose runs fail is named, and opened; one that works again is not', async () => {
    breakDataset('d1', 'Books')
    breakDataset('d2', 'Tax')
    harness.deps.store.exec(`UPDATE datasets SET failed_in_a_row = 0 WHERE id = 'd2'`)
    await runTo(minuteMs)
    expect(harness.notices).toEqual([
      {
        title: 'Dataset “Books” can’t be updated',
        body: 'Three runs in a row have failed. Open it in Mooring to see why.',
        open: { kind: 'dataset', id: 'd1' },
      },
    ])
  })

  test('a refresh that keeps failing is a notification only for those who want it, and once', async () => {
    await link(1)
    bank.meets = (path) => (path === 'token' ? { status: 503 } : null)
    prefer({ notifyRetry: true })
    setRefreshTimer(harness.deps)
    await runTo(40 * hourMs)
    expect(titles()).toEqual(['Refreshing Bank 0 failed'])
  })

  test('the default is not to notify of retries', async () => {
    await link(1)
    bank.meets = (path) => (path === 'token' ? { status: 503 } : null)
    setRefreshTimer(harness.deps)
    await runTo(40 * hourMs)
    expect(harness.notices).toEqual([])
  })

  test.each([{ notifyBroken: false }, { quiet: true }])('with %j there is none', async (chosen) => {
    prefer(chosen)
    await link(1)
    endAtBank()
    setRefreshTimer(harness.deps)
    await runTo(10 * minuteMs)
    expect(harness.notices).toEqual([])
  })

  test('there is none for a refresh that the user asked for: the window says it', async () => {
    await link(1)
    endAtBank()
    await expect(refresh(harness.deps, 'c0')).rejects.toMatchObject({ code: 'grant_ended' })
    await runTo(10 * minuteMs)
    expect(harness.notices).toEqual([])
  })
})

describe('at most one a day of each kind', () => {
  test('what breaks later that day is in the next day’s, and another kind does not wait for it', async () => {
    await link(3, (number) => startMs + number * 5 * hourMs)
    endAtBank()
    setRefreshTimer(harness.deps)
    await runTo(11 * hourMs)
    expect(titles()).toEqual(['Access to Bank 0 has ended'])
    breakDataset('d1', 'Books')
    await runTo(12 * hourMs)
    expect(titles()).toHaveLength(2)
    await runTo(23 * hourMs)
    expect(titles()).toHaveLength(2)
    await runTo(25 * hourMs)
    expect(harness.notices[2]).toMatchObject({
      title: 'Access to Bank 0 has ended',
      body: 'Relink it in Mooring to read its data again. 1 more in Mooring.',
    })
  })

  test('across a restart, which shows none again', async () => {
    await link(2, (number) => startMs + number * 5 * hourMs)
    endAtBank()
    setRefreshTimer(harness.deps)
    await runTo(6 * hourMs)
    for (const hour of [7, 8]) {
      await harness.restart()
      await recoverAndStart(harness.deps)
      await runTo(hour * hourMs)
    }
    expect(titles()).toHaveLength(1)
    await runTo(25 * hourMs)
    expect(titles()).toHaveLength(2)
    await runTo(5 * dayMs)
    expect(titles()).toHaveLength(2)
  })

  test('one that a quit came before is shown after the next start', async () => {
    await link(1)
    endAtBank()
    setRefreshTimer(harness.deps)
    await runTo(1000)
    expect(harness.notices).toEqual([])
    await harness.restart()
    await recoverAndStart(harness.deps)
    await runTo(minuteMs)
    expect(titles()).toEqual(['Access to Bank 0 has ended'])
  })

  test('a clock that was a year ahead for one start holds none back', async () => {
    breakDataset('d1', 'Books', { ...harness.deps, now: () => startMs + 365 * dayMs })
    harness.deps.store.exec(`INSERT INTO notices_shown VALUES ('dataset', ${startMs + 365 * dayMs})`)
    setNoticeTimer(harness.deps)
    await runTo(minuteMs)
    expect(titles()).toHaveLength(1)
  })
})

describe('quiet hours', () => {
  const night = { from: '22:00', to: '07:00' }
  test.each([
    // [zone, when it broke, when it is shown]: in November, and in the nights in which New York's clocks change.
    ['Europe/Zurich', '2026-11-26T21:30:00Z', '2026-11-27T06:00:00Z'],
    ['Europe/Zurich', '2026-11-27T03:00:00Z', '2026-11-27T06:00:00Z'],
    ['Europe/Zurich', '2026-11-27T08:00:00Z', '2026-11-27T08:00:10Z'],
    ['Asia/Kolkata', '2026-11-26T16:29:55Z', '2026-11-27T01:30:00Z'],
    ['Pacific/Kiritimati', '2026-11-26T08:30:00Z', '2026-11-26T17:00:00Z'],
    ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08T11:00:00Z'],
    ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T12:00:00Z'],
  ])('in %s, what broke at %s is shown at %s, once', async (zone, brokeAt, shownAt) => {
    vi.stubEnv('TZ', zone)
    await harness.close()
    await bank.close()
    await open(Date.parse(brokeAt))
    prefer({ quietHours: night })
    breakDataset('d1', 'Books')
    breakDataset('d2', 'Tax')
    const shownMs = Date.parse(shownAt) - startMs
    await runTo(shownMs - 1)
    expect(harness.notices).toEqual([])
    await runTo(shownMs)
    expect(harness.notices).toMatchObject([{ body: expect.stringContaining('1 more in Mooring.') }])
    await runTo(shownMs + 3 * dayMs)
    expect(harness.notices).toHaveLength(1)
  })

  test('what is right again by their end is not shown', async () => {
    vi.stubEnv('TZ', 'Europe/Zurich')
    await harness.close()
    await bank.close()
    await open(Date.parse('2026-11-26T22:00:00Z'))
    prefer({ quietHours: night })
    await link(2)
    keychain.fault = 'locked'
    setRefreshTimer(harness.deps)
    await runTo(hourMs)
    keychain.fault = null
    notifyConsents(harness.deps, [{ connectionId: 'c0', institutionName: 'Bank 0', untilMs: startMs }])
    await runTo(dayMs)
    expect(harness.notices).toEqual([])
  })
})

test('a notification names the most urgent, and counts the others', () => {
  const row = (name: string, untilMs: number) => ({
    kind: 'consent' as const,
    subject: name,
    name,
    atMs: 0,
    untilMs,
  })
  expect(noticeOf('consent', [row('Later', 7 * dayMs), row('Sooner', dayMs)], 0)).toEqual({
    title: 'Consent for Sooner expires tomorrow',
    body: 'Relink before then to avoid an interruption. 1 more in Mooring.',
    open: { kind: 'view', view: 'needs-attention' },
  })
})
