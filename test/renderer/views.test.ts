import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { plainListSettings } from '../../shared/list-arrangement.ts'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { everyStatusScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test('sorting, grouping, filter and columns are as they were left, and the search is empty [W-B17]', async () => {
  const scene = everyStatusScene()
  const { page, mooring } = await stage.open({ scene })
  await untilRead(page)
  expect(await page.getByRole('rowheader').first().innerText()).toContain('Crane Brokerage')
  await page.getByLabel('Sort by').selectOption('consent')
  await page.getByRole('button', { name: 'Descending' }).click()
  await page.getByLabel('Group by').selectOption('environment')
  await page.getByRole('button', { name: /^Active \d/ }).click()
  await page.getByRole('searchbox').fill('a')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Show column: Last refreshed' }).click()
  await page.getByRole('columnheader', { name: 'Last refreshed' }).waitFor()
  const kept = {
    arrangement: { search: '', filter: 'active', sort: 'consent', isDescending: true, group: 'environment' },
    columns: ['consent', 'refreshed'],
    accountColumns: ['label', 'kind', 'asOf'],
    views: [],
  }
  await expect.poll(() => mooring.scene.list).toEqual(kept)

  // As after a restart: the same scene in a new window.
  const { page: again } = await stage.open({ scene: mooring.scene })
  await again.getByRole('columnheader', { name: 'Last refreshed' }).waitFor()
  expect(await again.getByLabel('Sort by').inputValue()).toBe('consent')
  expect(await again.getByLabel('Group by').inputValue()).toBe('environment')
  expect(await again.getByRole('button', { name: 'Descending' }).getAttribute('aria-pressed')).toBe('true')
  expect(await again.getByRole('button', { name: /^Active \d/ }).getAttribute('aria-pressed')).toBe('true')
  expect(await again.getByRole('searchbox').inputValue()).toBe('')
})

test('a view is saved by name, shown with one press, and deleted [W-B17]', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await untilRead(page)
  await page.getByRole('searchbox').fill('status:failing')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save this view' })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Give it a name.').waitFor()
  await dialog.getByLabel('Name').fill('Failing')
  await page.keyboard.press('Enter')
  const view = page.getByRole('button', { name: '★ Failing' })
  expect(await view.getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('searchbox').fill('')
  expect(await view.getAttribute('aria-pressed')).toBe('false')
  await view.click()
  expect(await page.getByRole('searchbox').inputValue()).toBe('status:failing')
  await expect
    .poll(() => mooring.scene.list.views)
    .toEqual([{ ...plainListSettings.arrangement, name: 'Failing', search: 'status:failing' }])
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete view “Failing”' }).click()
  await view.waitFor({ state: 'detached' })
  await expect.poll(() => mooring.scene.list.views).toEqual([])
})

test('the column of the last error says what went wrong [W-C11]', async () => {
  const scene = everyStatusScene()
  scene.list = { ...plainListSettings, columns: ['error', 'environment'] }
  const { page } = await stage.open({ scene })
  const row = page.getByRole('row').filter({ hasText: 'Quayside Mutual' })
  await row.getByText('couldn’t be reached').waitFor()
  await row.getByText('Sandbox').waitFor()
  expect(await page.getByRole('columnheader', { name: 'Last refreshed' }).count()).toBe(0)
})

test(
  'sorting and grouping have visible names and borders, and the order is shown in the heading [W-C12]',
  { tags: 'thorough' },
  async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    const pickers = page.locator('label.picker')
    await pickers.first().waitFor()
    expect((await pickers.allInnerTexts()).map((words) => words.split('\n')[0])).toEqual([
      'Sort by',
      'Group by',
    ])
    const heading = page.getByRole('columnheader', { name: 'Status' })
    expect(await heading.getAttribute('aria-sort')).toBe('ascending')
    expect(await heading.innerText()).toContain('↑')
    const order = await page.getByRole('button', { name: 'Descending' }).boundingBox()
    expect(Math.min(order?.width ?? 0, order?.height ?? 0)).toBeGreaterThanOrEqual(24)
    const middles = await page
      .locator('tbody tr')
      .first()
      .evaluate((row) => {
        const middleOf = (it: Element | null) => {
          const { top = 0, bottom = 0 } = it?.getBoundingClientRect() ?? {}
          return (top + bottom) / 2
        }
        return Math.abs(middleOf(row) - middleOf(row.querySelector('input')))
      })
    expect(middles).toBeLessThanOrEqual(1)
  },
)
