import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { dataScene, revokedWithDataScene } from './support/data-scenes.ts'
import type { Scene } from './support/fake-mooring.ts'
import { openStage, rowName, untilRead, type OpenWindow, type Stage } from './support/open-window.ts'
import { accountsScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

async function open(scene: Scene): Promise<OpenWindow> {
  onTestFinished(() => stage.closeWindows())
  const opened = await stage.open({ scene })
  await untilRead(opened.page)
  return opened
}
const pane = (page: Page) => page.getByRole('complementary')

test('the pane shows the balance over time as a line, and to screen readers as a table', async () => {
  const { page } = await open(dataScene())
  await rowName(page, 'Mikomo').click()
  const table = pane(page).getByRole('table', { name: 'Balance over time' })
  await table.waitFor({ state: 'attached' })
  expect(await table.getByRole('row').count()).toBe(91)
  const last = dataScene().data.ofConnection.balances.map(({ points }) => Number(points.at(-1)?.amount))
  const cents = Math.round(last.reduce((sum, amount) => sum + amount, 0) * 100)
  const shown = await table.getByRole('row').last().innerText()
  expect(Math.round(Number(shown.replaceAll(/.*\$|,/g, '')) * 100)).toBe(cents)
  const plot = pane(page).locator('.plot svg')
  expect(await plot.locator('.plot-line').getAttribute('d')).not.toContain('NaN')
  // The pointer shows a day’s value.
  const box = await plot.boundingBox()
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) - 1, (box?.y ?? 0) + 10)
  await pane(page)
    .locator('.plot figcaption')
    .getByText(/ · \$\d/)
    .waitFor()
})

test('the pane says which datasets have its data, from when to when', async () => {
  const { page } = await open(dataScene())
  await rowName(page, 'Mikomo').click()
  await pane(page).getByRole('heading', { name: 'Stored data' }).waitFor()
  const lines = await pane(page).locator('.stored li').allInnerTexts()
  expect(lines[0]).toMatch(/^Treasury daily\s+Jan 1, 2025 to .* · 3,622 rows$/)
  expect(lines[1]).toMatch(/^Fund II\s+Jul 1, 2026 to .* · 801 rows$/)
  // It still has access: what is stored is not offered for deletion here.
  expect(
    await pane(page)
      .getByRole('button', { name: /^Delete its data:/ })
      .count(),
  ).toBe(0)
})

test('a revoked row and its pane offer to delete its data, say how much of which datasets, and then are without it', async () => {
  const { page, mooring } = await open(revokedWithDataScene())
  const row = page.getByRole('row').filter({ hasText: 'Tidewater Bank' })
  await row.getByText('4,423 rows kept').waitFor()
  await row.getByRole('button', { name: 'Delete its data: Tidewater Bank, old treasury' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete the data of Tidewater Bank, old treasury?' })
  await dialog.getByText('4,423 rows of this connection will be deleted').waitFor()
  expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
    'Treasury daily 3,622 rows',
    'Fund II 801 rows',
  ])
  await page.keyboard.press('Escape')
  expect(mooring.calls.some(({ method }) => method === 'datasets.deleteOfConnection')).toBe(false)
  await rowName(page, 'Tidewater Bank').click()
  await pane(page)
    .getByRole('button', { name: /^Delete its data:/ })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete its data' }).click()
  await pane(page).getByRole('heading', { name: 'Stored data' }).waitFor({ state: 'detached' })
  await row.getByText('Confirmed, receipt kept').waitFor()
  expect(mooring.calls.find(({ method }) => method === 'datasets.deleteOfConnection')?.input).toEqual({
    connectionId: 'c8',
  })
})

test('Accounts shows the total over time, one line a currency, while nothing is filtered', async () => {
  const { page } = await open(dataScene())
  await page.getByRole('button', { name: /^Accounts/ }).click()
  const plots = page.getByRole('list', { name: 'Totals' }).locator('.plot')
  await expect.poll(() => plots.count()).toBe(3)
  await page.getByRole('table', { name: 'Total over time, EUR' }).waitFor({ state: 'attached' })
  await page.getByRole('button', { name: /^Loans/ }).click()
  await expect.poll(() => plots.count()).toBe(0)
})

test('without datasets nothing asks for stored data', async () => {
  const { page, mooring } = await open(accountsScene())
  await rowName(page, 'Mikomo').click()
  await pane(page).waitFor()
  await page.getByRole('button', { name: /^Accounts/ }).click()
  await page.getByRole('list', { name: 'Totals' }).waitFor()
  expect(mooring.calls.filter(({ method }) => method.startsWith('datasets.'))).toEqual([])
})
