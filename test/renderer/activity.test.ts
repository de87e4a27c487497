import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openStage, type OpenWindow, type Stage } from './support/open-window.ts'
import { activityScene, emptyScene, line } from './support/scenes.ts'
import type { Scene } from './support/fake-mooring.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

async function openActivity(scene: Scene): Promise<OpenWindow> {
  onTestFinished(() => stage.closeWindows())
  const opened = await stage.open({ scene })
  await opened.page.getByRole('button', { name: 'Activity' }).click()
  await opened.page.getByRole('heading', { name: 'Activity', exact: true }).waitFor()
  return opened
}

const entries = (page: Page) => page.getByRole('main').getByRole('listitem')

test('each entry says which login and label it is about, under the heading of its day [W-B15]', async () => {
  const { page } = await openActivity(activityScene())
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  await page.getByRole('heading', { name: 'Yesterday' }).waitFor()
  const today = page.getByRole('region', { name: 'Today' })
  expect((await today.getByRole('listitem').allInnerTexts())[0]).toMatch(
    /Mikomo · mikomo_7\s*Household\s*Read 4 accounts[^]*340 ms/,
  )
  expect(await page.getByRole('main').innerText()).toContain('1.8 s')
})

test('the search finds by login, label and kind of entry, and the filter keeps one kind [W-B15]', async () => {
  const { page, mooring } = await openActivity(activityScene())
  const search = page.getByLabel('Search activity')
  for (const [words, count] of [
    ['payroll desk', 3],
    ['northbridge refresh failed', 1],
    ['mikomo linked', 1],
    ['nobody', 0],
  ] as const) {
    await search.fill(words)
    await expect.poll(() => entries(page).count()).toBe(count)
  }
  await page.getByRole('button', { name: 'Show all entries' }).click()
  await page.getByRole('button', { name: 'Problems' }).click()
  await expect.poll(() => entries(page).count()).toBe(2)
  await page.getByRole('button', { name: /^Export .* as CSV$/ }).click()
  await page.getByText('Saved.').waitFor()
  expect(mooring.calls.find(({ method }) => method === 'activity.export')?.input).toMatchObject({
    format: 'csv',
    kinds: expect.arrayContaining(['ended', 'refresh_failed']),
  })
})

test('an entry leads to its connection, and one of a removed connection is still readable [W-B15]', async () => {
  const { page } = await openActivity(activityScene())
  const removed = entries(page).filter({ hasText: 'Removed from Mooring' })
  expect(await removed.innerText()).toMatch(/Mikomo · mikomo_4\s*Payroll desk\s*removed/)
  const buttons = await removed
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.ariaLabel ?? one.textContent))
  expect(buttons).toEqual([
    expect.stringMatching(/^Save the consent receipt of Mikomo.* as HTML$/),
    expect.stringMatching(/ as JSON$/),
  ])
  await page
    .getByRole('button', { name: /Northbridge Bank · ops/ })
    .first()
    .click()
  await page.getByRole('complementary', { name: /Northbridge Bank/ }).waitFor()
})

test('a clock that was set back makes no entry disappear', { tags: 'thorough' }, async () => {
  const scene = activityScene()
  const { page } = await openActivity({
    ...scene,
    activity: [line(13, 'refreshed', 3 * 86_400_000), ...scene.activity],
  })
  await expect.poll(() => entries(page).count()).toBe(13)
})

test('the empty view says what it is for, and offers the next step', async () => {
  const { page } = await openActivity(emptyScene())
  await page.getByText('stays after its connection is removed').waitFor()
  await page.getByRole('button', { name: 'Link an institution' }).click()
  await page.getByRole('button', { name: 'Link Mikomo' }).waitFor()
})
