import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { setConsentTimer } from '../../../electron/main/connections/consent/expiry.ts'
import { changeInstitution } from '../../../electron/main/registrations/institutions.ts'
import { withAccessToken } from '../../../electron/main/connections/data/with-access-token.ts'
import { AppError } from '../../../electron/main/core/errors.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { recoverAndStart } from '../../../electron/main/connections/startup.ts'
import { setRefreshTimer } from '../../../electron/main/connections/refresh/scheduler.ts'
import { requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { reactivateExpiredConsents } from '../../../electron/main/store/migrations/012-reactivate-expired-consents.ts'
import { defaultPreferences, writePreferences } from '../../../electron/main/store/preferences.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { openSimulatedClock, type SimulatedClock } from '../../support/simulated-clock.ts'

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

test(
  'a consent lasts a year; reminders come 30, 7 and 1 days before its end, each once, also across a restart',
  { tags: 'thorough' },
  async () => {
    await link(1, 1)
    expect(viewConnection(harness.deps, 'c0').consentUntilMs).toBe(startMs + 365 * dayMs)
    setConsentTimer(harness.deps)
    await runTo(334)
    expect(harness.notices).toEqual([])
    await runTo(336)
    expect(titles()).toEqual(['Consent for Bank 0 expires in 30 days'])

    await harness.restart()
    setConsentTimer(harness.deps)
    await runTo(364.5)
    expect(titles()).toEqual([
      'Consent for Bank 0 expires in 30 days',
      'Consent for Bank 0 expires in 7 days',
      'Consent for Bank 0 expires tomorrow',
    ])
    expect(viewConnection(harness.deps, 'c0').status).toBe('active')
  },
)

test('the reminders of connections that are there already follow a changed list from the next start', async () => {
  await link(1, 1)
  changeInstitution(harness.deps, { id: 'i0', name: 'Bank 0', consentDays: 40 })
  // What a version whose first reminder was 20 days before the end has stored.
  harness.deps.store.exec('UPDATE grants SET consent_notice_at = consent_until - 20 * 86400000')
  await harness.restart()
  await recoverAndStart(harness.deps)
  await runTo(9.9)
  expect(titles()).toEqual([])
  await runTo(25)
  expect(titles()).toEqual(['Consent for Bank 0 expires in 30 days'])
})

test('a reminder that came due while the app was closed is shown after the next start, and once', async () => {
  await link(1, 1)
  changeInstitution(harness.deps, { id: 'i0', name: 'Bank 0', consentDays: 40 })
  await harness.restart()
  await runTo(12)
  await recoverAndStart(harness.deps)
  await runTo(13)
  await harness.restart()
  await recoverAndStart(harness.deps)
  await runTo(14)
  expect(titles()).toEqual(['Consent for Bank 0 expires in 28 days'])
})

test.each([{ quiet: true }, { notifyConsent: false }])(
  'with %j there is no notification',
  { tags: 'thorough' },
  async (chosen) => {
    writePreferences(harness.deps.store, { ...defaultPreferences, ...chosen })
    await link(1, 1)
    setConsentTimer(harness.deps)
    await runTo(336)
    expect(harness.notices).toEqual([])
  },
)

test('once it is over nothing is read any more, and it can still be revoked at the institution', async () => {
  await link(1, 1)
  await runTo(364)
  setConsentTimer(harness.deps)
  setRefreshTimer(harness.deps)
  await runTo(365.1)
  expect(viewConnection(harness.deps, 'c0')).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'consent_expired' },
  })
  expect(titles().at(-1)).toBe('Consent for Bank 0 has expired')
  await expect(refresh(harness.deps, 'c0')).rejects.toMatchObject({ code: 'consent_expired' })

  const asked = bank.requests.length
  await runTo(370)
  expect(bank.requests).toHaveLength(asked)
  requestRevoke(harness.deps, 'c0')
  await runTo(371)
  expect(bank.grants.get('sub-c0')?.isAlive).toBe(false)
})

test('after a long pause one notification covers all consents, the most urgent by name', async () => {
  await link(12, 3)
  await runTo(358.5)
  setConsentTimer(harness.deps)
  await runTo(358.6)
  expect(harness.notices).toHaveLength(1)
  expect(harness.notices[0]?.body).toContain('11 more in Mooring.')
})

test(
  'the length is the institution’s to set, for the consents that are there and those to come, and for no other',
  { tags: 'thorough' },
  async () => {
    await link(2, 2)
    setConsentTimer(harness.deps)
    const changed = changeInstitution(harness.deps, { id: 'i0', name: 'First Bank', consentDays: 90 })
    expect(changed).toMatchObject({ name: 'First Bank', consentDays: 90 })
    expect(viewConnection(harness.deps, 'c0')).toMatchObject({
      institutionName: 'First Bank',
      consentUntilMs: startMs + 90 * dayMs,
    })
    expect(viewConnection(harness.deps, 'c1').consentUntilMs).toBe(startMs + 365 * dayMs)
    await runTo(61)
    expect(titles()).toEqual(['Consent for First Bank expires in 30 days'])
    await runTo(91)
    expect(viewConnection(harness.deps, 'c0').status).toBe('needs-consent')
    expect(viewConnection(harness.deps, 'c1').status).toBe('active')
  },
)

test('a length that is over already ends the use at once', async () => {
  await link(1, 1)
  await runTo(40)
  changeInstitution(harness.deps, { id: 'i0', name: 'Bank 0', consentDays: 30 })
  await runTo(40.1)
  expect(viewConnection(harness.deps, 'c0').status).toBe('needs-consent')
})

describe('one start with a clock that is more than a year ahead', () => {
  const trueNow = Date.now.bind(Date)
  let aheadMs = 0
  let plain: Harness
  let rightBank: BulkBank

  beforeEach(async () => {
    plain = openHarness()
    rightBank = await startBulkBank({ now: trueNow, grace: false })
    await linkInBulk(plain.deps, rightBank, {
      connections: 1,
      institutions: 1,
      dueMs: () => trueNow() + dayMs,
    })
    // The bank's answers carry the true time.
    vi.spyOn(Date, 'now').mockImplementation(() => trueNow() + aheadMs)
    aheadMs = 400 * dayMs
    await plain.restart()
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    aheadMs = 0
    await plain.close()
    await rightBank.close()
  })
  const ended = () => listActivity(plain.deps.store, { limit: 10 }).filter(({ kind }) => kind === 'ended')

  test('ends nothing that the institution’s clock contradicts, and refreshing works [R6]', async () => {
    setConsentTimer(plain.deps)
    await eventually('the bank was heard', () => plain.deps.clock.status().offsetMs !== null)
    await eventually('the row is as before', () => viewConnection(plain.deps, 'c0').status === 'active')
    expect(await refresh(plain.deps, 'c0')).toMatchObject({ status: 'active', problem: null })
    expect([plain.notices, ended()]).toEqual([[], []])
  })

  test('is contradicted by the institution when the user refreshes, before any timer [R6]', async () => {
    expect(viewConnection(plain.deps, 'c0').status).toBe('needs-consent')
    const [first, second] = await Promise.all([refresh(plain.deps, 'c0'), refresh(plain.deps, 'c0')])
    expect([first, second]).toMatchObject([{ status: 'active', problem: null }, { status: 'active' }])
    expect(ended()).toEqual([])
  })

  test('is contradicted before data are read, too, and while the keychain is locked [R6]', async () => {
    vi.spyOn(plain.deps.keychain, 'get').mockResolvedValue({ state: 'locked' })
    const reading = withAccessToken(plain.deps, 'c0', async () => 'data')
    await expect(reading).rejects.toMatchObject({ code: 'keychain_locked' })
    expect(viewConnection(plain.deps, 'c0').problem?.code).not.toBe('consent_expired')
  })

  test('is named where the institution’s certificate has expired by it, too [R6]', async () => {
    const cause = { host: 'bank.example', cause: 'CERT_HAS_EXPIRED' }
    vi.spyOn(plain.deps.http, 'fetch').mockRejectedValue(new AppError('tls_failed', cause))
    vi.spyOn(plain.deps.http, 'offsetMs').mockReturnValue(null)
    await expect(refresh(plain.deps, 'c0')).rejects.toMatchObject({ code: 'tls_failed' })
  })

  test('refreshes nothing while no institution can be reached [R6]', async () => {
    await rightBank.close()
    await expect(refresh(plain.deps, 'c0')).rejects.toMatchObject({ code: 'consent_expired' })
    expect(ended()).toEqual([])
  })

  test('says that the consent is over while no institution can be heard, and takes it back [R6]', async () => {
    await rightBank.close()
    setConsentTimer(plain.deps)
    await eventually('the row has changed', () =>
      plain.events.some(({ name }) => name === 'connection.changed'),
    )
    expect(viewConnection(plain.deps, 'c0')).toMatchObject({
      status: 'needs-consent',
      problem: { code: 'consent_expired' },
      nextTryAtMs: null,
    })
    expect([plain.notices, ended()]).toEqual([[], []])
    aheadMs = 0
    await plain.restart()
    expect(viewConnection(plain.deps, 'c0')).toMatchObject({ status: 'active', problem: null })
  })
})

test(
  'a consent that an earlier version ended for its date is active again after the migration [R6]',
  { tags: 'thorough' },
  async () => {
    await link(2, 1)
    const { store } = harness.deps
    const stored = store.prepare(
      `UPDATE grants SET state = 'ended', next_try_at = NULL, consent_notice_at = NULL, ended_at = ?, problem = ? WHERE id = ?`,
    )
    stored.run(startMs + 400 * dayMs, '{"code":"consent_expired","detail":{}}', 'g-c0')
    stored.run(startMs, '{"code":"grant_ended","detail":{}}', 'g-c1')
    store.exec(reactivateExpiredConsents)
    await harness.restart()
    expect(viewConnection(harness.deps, 'c0')).toMatchObject({ status: 'active', problem: null })
    expect(viewConnection(harness.deps, 'c1').status).toBe('needs-consent')
    setConsentTimer(harness.deps)
    await runTo(336)
    expect(titles()).toEqual(['Consent for Bank 0 expires in 30 days'])
  },
)
