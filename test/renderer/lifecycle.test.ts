import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Refused } from './support/fake-mooring.ts'
import { openStage, rowName, type Stage } from './support/open-window.ts'
import { everyStatusScene, mikomoScene } from './support/scenes.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test('a computer’s clock that is wrong is named with its remedy, and no longer once it is right', async () => {
  const scene = { ...mikomoScene(), clock: { offsetMs: 2 * hourMs, host: 'bank.example' } }
  const { page, mooring } = await stage.open({ scene })
  await page.getByText('This computer’s clock is 2 hours behind bank.example.').waitFor()
  await page.getByText('Set this computer’s date and time automatically.').waitFor()
  await mooring.emit('clock.changed', { offsetMs: -3 * dayMs, host: 'bank.example' })
  await page.getByText('This computer’s clock is 3 days ahead of bank.example.').waitFor()
  await mooring.emit('clock.changed', { offsetMs: null, host: null })
  await page.getByText('This computer’s clock').waitFor({ state: 'detached' })
})

test('what the list says of a date follows once a clock is contradicted [R6]', async () => {
  const scene = mikomoScene({ status: 'needs-consent', problem: { code: 'consent_expired', detail: {} } })
  const { page, mooring } = await stage.open({ scene })
  const row = page.getByRole('row', { name: /Mikomo/ })
  await row.getByText('Consent expired').first().waitFor()
  scene.connections = scene.connections.map((one) => ({ ...one, status: 'active', problem: null }))
  await mooring.emit('clock.changed', { offsetMs: -400 * dayMs, host: 'bank.example' })
  await row.getByText('Active').waitFor()
})

test('the pane says when the next refresh comes by itself', async () => {
  const { page } = await stage.open({ scene: mikomoScene({ nextTryAtMs: Date.now() + dayMs }) })
  await rowName(page, 'Mikomo').click()
  await page
    .getByRole('complementary')
    .getByText(/ · next tomorrow \d/)
    .waitFor()
})

test('a pending revocation says until when it is tried, and that the row goes with it', async () => {
  const untilMs = Date.now() + 7 * dayMs
  const { page } = await stage.open({
    scene: mikomoScene({
      status: 'revocation-pending',
      problem: { code: 'server_unavailable', detail: { host: 'bank.example' } },
      nextTryAtMs: Date.now() + hourMs,
      revokeUntilMs: untilMs,
      removing: true,
    }),
  })
  await rowName(page, 'Mikomo').click()
  const year = new Date(untilMs).getFullYear()
  await page
    .getByText(
      new RegExp(
        `Mooring keeps trying until .*${year}, as long as it runs\\. The row disappears once that’s confirmed\\.`,
      ),
    )
    .waitFor()
})

test('a pending revocation that only the user can help says how, and that it is tried again', async () => {
  const { page } = await stage.open({
    scene: mikomoScene({
      status: 'revocation-pending',
      problem: { code: 'keychain_locked', detail: {} },
      nextTryAtMs: Date.now() + hourMs,
      revokeUntilMs: Date.now() + 7 * dayMs,
    }),
  })
  await rowName(page, 'Mikomo').click()
  await page
    .getByRole('complementary')
    .getByText(/^Unlock it, .* Retrying automatically at /)
    .waitFor()
})

test('one that was never confirmed says what to do at the institution, and can be tried again', async () => {
  const { page, mooring } = await stage.open({
    scene: mikomoScene({
      status: 'cannot-revoke',
      problem: { code: 'revocation_unconfirmed', detail: { host: 'bank.example' } },
    }),
  })
  await rowName(page, 'Mikomo').click()
  const pane = page.getByRole('complementary')
  await pane.getByText('bank.example didn’t confirm the revocation within a week.').waitFor()
  await pane.getByText('Revoke it in the institution’s own settings (connected apps)').waitFor()
  await pane.getByRole('button', { name: 'Retry revoking Mikomo, mikomo_7 now' }).click()
  expect(mooring.calls.at(-1)).toEqual({ method: 'connections.retryRevoke', input: { id: 'c1' } })
  await pane.getByRole('button', { name: 'Remove Mikomo' }).waitFor()
})

test('a consent that is over asks for another term, or to be ended at the institution too', async () => {
  const { page } = await stage.open({
    scene: mikomoScene({
      status: 'needs-consent',
      problem: { code: 'consent_expired', detail: {} },
      isRevocable: true,
    }),
  })
  const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
  await row.getByText('Consent expired').waitFor()
  await row.getByRole('button', { name: 'Relink Mikomo' }).waitFor()
  await row.getByRole('button', { name: 'Revoke Mikomo' }).waitFor()
})

test('how long a consent lasts is set where the institution stands', async () => {
  const { page, mooring } = await stage.open({
    scene: everyStatusScene(),
    answers: ({ scene }) => ({
      'institutions.change': (change) => {
        if (change.consentDays === 0) throw new Refused('invalid_input', { field: 'consentDays' })
        const before = scene.institutions.find(({ id }) => id === change.id)
        if (!before) throw new Refused('not_found')
        Object.assign(before, change)
        return before
      },
    }),
  })
  await page.getByRole('button', { name: 'Registrations' }).click()
  const card = page.getByRole('region', { name: 'Treasury desk', exact: true })
  await card
    .getByRole('button', { name: /^Change institution/ })
    .first()
    .click()
  const form = card.getByRole('form', { name: /^Change / })
  await form.getByLabel('Consent duration in days').fill('0')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText('Enter a whole number of days from 1 to 3650.').waitFor()
  await form.getByLabel('Consent duration in days').fill('90')
  await form.getByRole('button', { name: 'Save' }).click()
  await card.getByText('consent for 90 days').waitFor()
  expect(mooring.calls.findLast(({ method }) => method === 'institutions.change')?.input).toMatchObject({
    consentDays: 90,
  })
})

test(
  'the activity is shown in parts, and exported of one connection or of all',
  { tags: 'thorough' },
  async () => {
    const scene = mikomoScene()
    const [line] = scene.activity
    if (!line) throw new Error('the scene has no activity')
    scene.activity = Array.from({ length: 450 }, (_, index) => ({ ...line, id: 450 - index }))
    const { page, mooring } = await stage.open({ scene })
    await page.getByRole('button', { name: 'Activity' }).click()
    const lines = page.getByRole('main').getByRole('listitem')
    await expect.poll(() => lines.count()).toBe(200)
    await page.getByRole('button', { name: 'Show older' }).click()
    await expect.poll(() => lines.count()).toBe(400)
    await page.getByRole('button', { name: 'Show older' }).click()
    await expect.poll(() => lines.count()).toBe(450)
    await page.getByRole('button', { name: 'Show older' }).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: /^Export the entries shown.* as JSON$/ }).click()
    await page.getByRole('button', { name: 'Connections' }).click()
    await rowName(page, 'Mikomo').click()
    await page.getByRole('complementary').getByRole('button', { name: 'Export as CSV' }).click()
    expect(mooring.calls.filter(({ method }) => method === 'activity.export')).toEqual([
      { method: 'activity.export', input: { format: 'json', exportId: expect.any(String) } },
      {
        method: 'activity.export',
        input: { format: 'csv', exportId: expect.any(String), connectionId: 'c1' },
      },
    ])
  },
)

test('however long a pane is, the window itself does not scroll', { tags: 'thorough' }, async () => {
  const scene = mikomoScene()
  const [line] = scene.activity
  if (!line) throw new Error('the scene has no activity')
  scene.activity = Array.from({ length: 30 }, (_, id) => ({
    ...line,
    id: 30 - id,
    interactionId: `interaction-${id}`,
  }))
  const { page } = await stage.open({ scene })
  await rowName(page, 'Mikomo').click()
  await page.getByRole('complementary').getByRole('listitem').nth(20).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
})
