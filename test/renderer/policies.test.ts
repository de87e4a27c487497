import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../shared/models/connection.ts'
import { Refused } from './support/fake-mooring.ts'
import { openStage, rowName, untilRead, type Stage } from './support/open-window.ts'
import { mikomoScene, twelveLoginsScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Refresh policy' })
const changes = (mooring: { calls: { method: string; input: unknown }[] }) =>
  mooring.calls.filter(({ method }) => method === 'policies.change').map(({ input }) => input)

async function openPane(change: Partial<Connection> = {}, locale?: string) {
  const opened = await stage.open({ scene: mikomoScene(change), ...(locale ? { locale } : {}) })
  await rowName(opened.page, 'Mikomo').click()
  await opened.page.getByRole('heading', { name: 'Automatic refresh' }).waitFor()
  return opened
}

describe('the details', () => {
  test('say that nothing is set, and change it in a dialog', async () => {
    const { page, mooring } = await openPane()
    const pane = page.getByRole('complementary')
    await pane.getByText('About once a day. No policy is set.').waitFor()
    await pane.getByRole('button', { name: 'Change the refresh policy of Mikomo' }).click()
    await dialogOf(page).getByText('Every few hours').click()
    await dialogOf(page).getByLabel('Hours between two refreshes').fill('6')
    await dialogOf(page).getByText('Only in these hours').click()
    await dialogOf(page).getByLabel('From').fill('07:30')
    await dialogOf(page).getByLabel('To', { exact: true }).fill('19:00')
    await dialogOf(page)
      .getByText(/^Every 6 hours, between 7:30 AM and 7:00 PM\./)
      .waitFor()
    await dialogOf(page).getByRole('button', { name: 'Save' }).click()
    await dialogOf(page).waitFor({ state: 'detached' })
    expect(changes(mooring)).toEqual([
      {
        targets: [{ kind: 'connection', id: 'c1' }],
        policy: { kind: 'interval', everyHours: 6, hours: { from: '07:30', to: '19:00' } },
      },
    ])
    await pane.getByText('Every 6 hours, between 7:30 AM and 7:00 PM. Set for this connection.').waitFor()
  })

  test('never warns of what ends unused, in the dialog and afterwards', { tags: 'thorough' }, async () => {
    const { page } = await openPane()
    await page.getByRole('button', { name: 'Change the refresh policy of Mikomo' }).click()
    await dialogOf(page).getByText('Never automatically').click()
    await dialogOf(page)
      .getByText(/many institutions let one expire that isn’t used/)
      .waitFor()
    await dialogOf(page).getByRole('button', { name: 'Save' }).click()
    const pane = page.getByRole('complementary')
    await pane.getByText('Never. Set for this connection.').waitFor()
    await pane.getByText(/Refresh it by hand now and then\. You’re still reminded/).waitFor()
  })

  test('say which label’s policy applies and why, and when Akoya is maintained', async () => {
    const { page } = await openPane({
      labels: ['Books', 'Tax'],
      refreshPolicy: { target: { kind: 'label', label: 'Tax' }, policy: { kind: 'daily', at: '06:30' } },
      maintenance: [
        {
          of: 'Akoya',
          weekday: 2,
          hours: { from: '10:00', to: '13:00' },
          timeZone: 'America/New_York',
        },
      ],
    })
    await page
      .getByText(
        'Every day at 6:30 AM. Set for the label “Tax”. Of several labels, the one that refreshes least often counts.',
      )
      .waitFor()
    await page
      .getByText('Not on Tuesdays between 10:00 AM and 1:00 PM, New York time: Akoya’s maintenance window.')
      .waitFor()
  })

  test('use a 24-hour clock where the user’s language does', { tags: 'thorough' }, async () => {
    const { page } = await openPane(
      { refreshPolicy: { target: null, policy: { kind: 'daily', at: '18:30' } } },
      'en-GB',
    )
    await page.getByText('Every day at 18:30.').waitFor()
  })
})

describe('the dialog', () => {
  test('sets one for several selected connections, a label or an institution, and shows what is set there', async () => {
    const scene = twelveLoginsScene()
    const [first, second] = scene.connections
    if (!first || !second) throw new Error('the scene has no connections')
    scene.connections = scene.connections.map((one) => ({ ...one, labels: ['Books'] }))
    scene.policies = [{ target: { kind: 'label', label: 'Books' }, policy: { kind: 'never' } }]
    const { page, mooring } = await stage.open({ scene })
    await untilRead(page)
    await page.locator('tbody tr input[type=checkbox]').nth(0).check()
    await page.locator('tbody tr input[type=checkbox]').nth(1).check()
    await page.getByRole('button', { name: 'Refresh policy…' }).click()
    const target = dialogOf(page).getByLabel('Applies to')
    expect(await target.locator('option').first().innerText()).toBe('These 2 connections')
    expect(await dialogOf(page).getByRole('radio', { name: 'No policy here' }).isChecked()).toBe(true)
    await target.selectOption({ label: 'Label “Books”: 12 connections' })
    expect(await dialogOf(page).getByRole('radio', { name: 'Never automatically' }).isChecked()).toBe(true)
    await dialogOf(page).getByText('Daily, at a time').click()
    await dialogOf(page).getByLabel('Time', { exact: true }).fill('05:15')
    await dialogOf(page)
      .getByText(/Connections with a policy of their own keep it/)
      .waitFor()
    await dialogOf(page).getByRole('button', { name: 'Save' }).click()
    await dialogOf(page).waitFor({ state: 'detached' })
    expect(changes(mooring)).toEqual([
      { targets: [{ kind: 'label', label: 'Books' }], policy: { kind: 'daily', at: '05:15' } },
    ])
  })

  test(
    'marks what is wrong, sends nothing, and keeps the entries when saving fails',
    { tags: 'thorough' },
    async () => {
      const scene = mikomoScene()
      const { page, mooring } = await stage.open({
        scene,
        answers: () => ({
          'policies.change': () => {
            throw new Refused('disk_full')
          },
        }),
      })
      await rowName(page, 'Mikomo').click()
      await page.getByRole('button', { name: 'Change the refresh policy of Mikomo' }).click()
      await dialogOf(page).getByText('Every few hours').click()
      const every = dialogOf(page).getByLabel('Hours between two refreshes')
      for (const wrong of ['', '0', '1.5', '169', 'six']) {
        await every.fill(wrong)
        await dialogOf(page).getByRole('button', { name: 'Save' }).click()
        await dialogOf(page).getByText('Type a whole number from 1 to 168.').waitFor()
      }
      await every.fill('12')
      await dialogOf(page).getByText('Only in these hours').click()
      await dialogOf(page).getByLabel('To', { exact: true }).fill('08:00')
      await dialogOf(page).getByText('Choose two different times.').waitFor()
      await dialogOf(page).getByRole('button', { name: 'Save' }).click()
      expect(changes(mooring)).toEqual([])
      await dialogOf(page).getByLabel('To', { exact: true }).fill('12:00')
      await dialogOf(page).getByRole('button', { name: 'Save' }).click()
      await dialogOf(page).getByRole('alert').first().waitFor()
      expect(await every.inputValue()).toBe('12')
    },
  )
})

describe('the settings', () => {
  test(
    'list the policies of labels and institutions in words, and remove them',
    { tags: 'thorough' },
    async () => {
      const scene = mikomoScene()
      scene.policies = [
        { target: { kind: 'label', label: 'Books' }, policy: { kind: 'daily', at: '07:00' } },
        { target: { kind: 'institution', id: 'i1' }, policy: { kind: 'never' } },
      ]
      const { page, mooring } = await stage.open({ scene })
      await page.getByRole('rowheader').waitFor()
      await page.keyboard.press('Control+9')
      await page.getByText('Every day at 7:00 AM').waitFor()
      await page.getByRole('button', { name: 'Remove the refresh policy of Mikomo' }).click()
      await page
        .getByRole('button', { name: 'Remove the refresh policy of Mikomo' })
        .waitFor({ state: 'detached' })
      expect(changes(mooring)).toEqual([{ targets: [{ kind: 'institution', id: 'i1' }], policy: null }])
      await page.getByText('Label “Books”').waitFor()
    },
  )

  test('set quiet hours, and save only hours that can be', async () => {
    const { page, mooring } = await stage.open({ scene: mikomoScene() })
    await page.getByRole('rowheader').waitFor()
    await page.keyboard.press('Control+9')
    await page.getByRole('checkbox', { name: 'Quiet hours' }).check()
    const saved = () => mooring.scene.preferences.quietHours
    await expect.poll(saved).toEqual({ from: '22:00', to: '07:00' })
    const hours = page.getByRole('group', { name: 'Quiet hours' })
    await hours.getByLabel('From').fill('20:30')
    await expect.poll(saved).toEqual({ from: '20:30', to: '07:00' })
    await hours.getByLabel('To', { exact: true }).fill('20:30')
    await hours.getByText('Choose two different times.').waitFor()
    expect(saved()).toEqual({ from: '20:30', to: '07:00' })
    await page.getByRole('checkbox', { name: 'Quiet hours' }).uncheck()
    await expect.poll(saved).toBeNull()
  })
})

test('a notification about a registration shows it', async () => {
  const { page, mooring } = await stage.open({ scene: mikomoScene() })
  await page.getByRole('rowheader').waitFor()
  await mooring.emit('openRequest.received', { kind: 'registration', id: 'r1' })
  await page.getByRole('heading', { name: 'Mikomo sandbox' }).waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Mikomo sandbox')
})
