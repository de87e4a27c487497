import { afterEach, beforeEach, expect, test } from 'vitest'
import { armConsents, changeInstitution } from '../../electron/main/connections/consent.ts'
import { consentNotice } from '../../electron/main/connections/notices.ts'
import { refresh } from '../../electron/main/connections/refresh.ts'
import { armRefreshes } from '../../electron/main/connections/schedule.ts'
import { requestRevoke } from '../../electron/main/connections/revoke.ts'
import { viewConnection } from '../../electron/main/connections/view.ts'
import { writePreferences } from '../../electron/main/store/preferences.ts'
import { startBulkBank, type BulkBank } from '../support/bulk-bank.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

let clock: SimulatedClock
let harness: Harness
let bank: BulkBank
let startMs: number

beforeEach(async () => {
  startMs = Date.now()
  clock = openSimulatedClock(startMs)
  harness = openHarness({ clock })
  bank = await startBulkBank({ now: clock.now, grace: false })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const runTo = (day: number) => clock.run(startMs + day * dayMs, harness.isBusy)
const titles = () => harness.notices.map(({ title }) => title)
const link = (connections: number, institutions: number) =>
  linkInBulk(harness.deps, bank, { connections, institutions, dueMs: () => startMs + dayMs })

test('a consent lasts a year; its end is told 30, 7 and 1 days before, each once, also across a restart', async () => {
  await link(1, 1)
  expect(viewConnection(harness.deps, 'c0').consentUntilMs).toBe(startMs + 365 * dayMs)
  armConsents(harness.deps)
  await runTo(334)
  expect(harness.notices).toEqual([])
  await runTo(336)
  expect(titles()).toEqual(['Consent for Bank 0 ends in 30 days'])

  await harness.restart()
  armConsents(harness.deps)
  await runTo(364.5)
  expect(titles()).toEqual([
    'Consent for Bank 0 ends in 30 days',
    'Consent for Bank 0 ends in 7 days',
    'Consent for Bank 0 ends within a day',
  ])
  expect(viewConnection(harness.deps, 'c0').status).toBe('active')
})

test('nobody is notified who asked for quiet', async () => {
  writePreferences(harness.deps.store, {
    quiet: true,
    csvWithoutMark: false,
    updates: true,
    updateFeed: null,
  })
  await link(1, 1)
  armConsents(harness.deps)
  await runTo(336)
  expect(harness.notices).toEqual([])
})

test('once it is over nothing is read any more, and it can still be revoked at the institution', async () => {
  await link(1, 1)
  await runTo(364)
  armConsents(harness.deps)
  armRefreshes(harness.deps)
  await runTo(365.1)
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'consent_expired' },
  })
  expect(titles().at(-1)).toBe('Consent for Bank 0 has ended')
  await expect(refresh(harness.deps, 'c0')).rejects.toMatchObject({ code: 'not_active' })

  const asked = bank.requests.length
  await runTo(370)
  expect(bank.requests).toHaveLength(asked)
  requestRevoke(harness.deps, 'c0')
  await runTo(371)
  expect(bank.grants.get('sub-c0')?.isAlive).toBe(false)
})

test('the consents of a person who was away are told together, the most urgent by name', async () => {
  await link(12, 3)
  await runTo(358.5)
  armConsents(harness.deps)
  await runTo(358.6)
  expect(harness.notices).toHaveLength(1)
  expect(harness.notices[0]?.body).toContain('11 more in Mooring.')
})

test('the length is the institution’s to set, for the consents that are there and those to come, and for no other', async () => {
  await link(2, 2)
  armConsents(harness.deps)
  const changed = changeInstitution(harness.deps, { id: 'i0', name: 'First Bank', consentDays: 90 })
  expect(changed).toMatchObject({ name: 'First Bank', consentDays: 90 })
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    institutionName: 'First Bank',
    consentUntilMs: startMs + 90 * dayMs,
  })
  expect(viewConnection(harness.deps, 'c1').consentUntilMs).toBe(startMs + 365 * dayMs)
  await runTo(61)
  expect(titles()).toEqual(['Consent for First Bank ends in 30 days'])
  await runTo(91)
  expect(viewConnection(harness.deps, 'c0').status).toBe('needs-consent')
  expect(viewConnection(harness.deps, 'c1').status).toBe('active')
})

test('a length that is over already ends the use at once', async () => {
  await link(1, 1)
  await runTo(40)
  changeInstitution(harness.deps, { id: 'i0', name: 'Bank 0', consentDays: 30 })
  await runTo(40.1)
  expect(viewConnection(harness.deps, 'c0').status).toBe('needs-consent')
})

test('a notice names one institution, and counts the others', () => {
  const inDays = (days: number) => days * dayMs
  expect(
    consentNotice(
      [
        { institutionName: 'Later', untilMs: inDays(7) },
        { institutionName: 'Sooner', untilMs: inDays(1) },
      ],
      0,
    ),
  ).toEqual({
    title: 'Consent for Sooner ends within a day',
    body: 'Relink before then, and nothing is interrupted. 1 more in Mooring.',
  })
})
