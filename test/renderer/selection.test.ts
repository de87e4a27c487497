import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { everyStatusScene, manyScene, twelveLoginsScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const open = async (scene = twelveLoginsScene()) => {
  const opened = await stage.open({ scene })
  await untilRead(opened.page)
  await opened.page.getByRole('row').nth(1).waitFor()
  return opened
}
const box = (page: Page, index: number) => page.locator('tbody tr input[type=checkbox]').nth(index)
const selected = (page: Page, count: number) =>
  page.getByText(new RegExp(`^${count} connections? selected`)).waitFor()
const tops = (page: Page) =>
  page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top))

describe('rows do not move under the pointer', () => {
  test('when the bar of the selection comes and goes [W-B11]', async () => {
    const { page } = await open()
    const before = await tops(page)
    await box(page, 1).check()
    await selected(page, 1)
    expect(await tops(page)).toEqual(before)
    // The same place in the window, again: it is the same box.
    const { x = 0, y = 0 } = (await box(page, 1).boundingBox()) ?? {}
    await page.mouse.click(x + 4, y + 4)
    await page.getByText(/selected/).waitFor({ state: 'detached' })
    expect(await box(page, 1).isChecked()).toBe(false)
    expect(await tops(page)).toEqual(before)
  })

  test('when several are refreshed, and when that is announced [W-B11]', async () => {
    const { page } = await open()
    const before = await tops(page)
    await page.getByRole('button', { name: 'Refresh all' }).click()
    await page.getByText('12 of 12 connections refreshed.').waitFor()
    expect(await tops(page)).toEqual(before)
    await box(page, 1).check()
    await selected(page, 1)
    // Both bars are there, one above the other.
    await page.getByRole('button', { name: 'Dismiss' }).click()
    expect(await tops(page)).toEqual(before)
  })

  test('and the bar does not cover the row that has the focus [W-B11]', async () => {
    const { page } = await open()
    await box(page, 0).check()
    await page.locator('.row-name').first().focus()
    await page.keyboard.press('End')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')))
      .toBe('13')
    await expect
      .poll(() =>
        page.evaluate(() => {
          const { bottom = 0 } = document.activeElement?.getBoundingClientRect() ?? {}
          return bottom <= (document.querySelector('.selection')?.getBoundingClientRect().top ?? 0)
        }),
      )
      .toBe(true)
  })
})

describe('several are selected', () => {
  test('with Shift, in either direction, by pointer and by keyboard [W-B11]', async () => {
    const { page } = await open()
    await box(page, 2).check()
    await box(page, 5).click({ modifiers: ['Shift'] })
    await selected(page, 4)
    await box(page, 0).click({ modifiers: ['Shift'] })
    await selected(page, 6)
    // On the row itself, without opening it.
    await page
      .locator('tbody tr')
      .nth(7)
      .click({ modifiers: ['Shift'] })
    await selected(page, 8)
    expect(await page.getByRole('complementary').count()).toBe(0)
    await page
      .locator('tbody tr')
      .nth(7)
      .click({ modifiers: ['Control'] })
    await selected(page, 7)
  })

  test('with Ctrl A: all that is shown, but not while text is edited or a dialog is open [W-B11]', async () => {
    const { page } = await open(everyStatusScene())
    await page.getByRole('searchbox').fill('bank')
    await page.getByText('3 connections shown.').waitFor()
    await page.keyboard.press('Control+a')
    expect(await page.getByText(/selected/).count()).toBe(0)
    await page.locator('.row-name').first().focus()
    await page.keyboard.press('Control+a')
    await selected(page, 3)
    await page.getByRole('searchbox').fill('')
    await page.getByText('3 connections selected').waitFor()
    const all = page.getByLabel('Select all shown')
    await expect.poll(() => all.evaluate((it: HTMLInputElement) => it.indeterminate)).toBe(true)
  })

  test('ten thousand of them, with separators in the numbers [W-C9]', { tags: 'thorough' }, async () => {
    const { page } = await open(manyScene(10_000))
    await page.getByRole('button', { name: 'All 10,000' }).waitFor()
    await page.locator('.row-name').first().focus()
    await page.keyboard.press('Control+a')
    await page.getByText('10,000 connections selected').waitFor()
    const navigation = page.getByRole('navigation')
    await navigation.locator('.count').getByText('10,000').waitFor()
    for (const count of await navigation.locator('.count').all()) {
      const { x = 0, width = 0 } = (await count.boundingBox()) ?? {}
      const side = await navigation.boundingBox()
      expect(x + width).toBeLessThanOrEqual((side?.x ?? 0) + (side?.width ?? 0) - 8)
    }
  })
})

describe('labels of several', () => {
  test('are added and removed by name: what only some have stays [W-B7]', async () => {
    const scene = twelveLoginsScene()
    const { page, mooring } = await open(scene)
    await box(page, 0).check()
    await box(page, 3).click({ modifiers: ['Shift'] })
    await page.getByRole('button', { name: 'Labels…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Label 4 connections' })
    await dialog.getByText('on 2 of 4').waitFor()
    await dialog.getByLabel('Add a label').fill('Fund II, Quarter end')
    await page.keyboard.press('Enter')
    await dialog.getByText('Quarter end').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const ids = ['c1', 'c2', 'c3', 'c4']
    expect(mooring.calls.at(-1)).toEqual({
      method: 'connections.label',
      input: { ids, add: ['Fund II', 'Quarter end'], remove: [] },
    })
    expect(mooring.scene.connections.slice(0, 3).map(({ labels }) => labels)).toEqual([
      ['Fund II', 'Quarter end'],
      ['Household accounts', 'Fund II', 'Quarter end'],
      ['Household accounts', 'Fund II', 'Quarter end'],
    ])

    await page.getByRole('button', { name: 'Labels…' }).click()
    await dialog.getByRole('button', { name: 'Remove Fund II' }).click()
    await dialog.getByRole('button', { name: 'Add Household accounts to all' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(mooring.calls.at(-1)).toEqual({
      method: 'connections.label',
      input: { ids, add: ['Household accounts'], remove: ['Fund II'] },
    })
  })

  test(
    'are suggested while one types, in the spelling in use, however many there are [W-B7]',
    { tags: 'thorough' },
    async () => {
      const scene = twelveLoginsScene()
      const [first] = scene.connections
      if (first) first.labels = Array.from({ length: 200 }, (_, index) => `Label ${index + 1}`)
      const { page, mooring } = await open(scene)
      await page.locator('tbody tr').nth(2).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Labels…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(/^and 1\d\d more\. Type to find them\.$/).waitFor()
      await dialog.getByLabel('Add a label').fill('label 20')
      await dialog.getByRole('button', { name: 'Label 200' }).waitFor()
      expect(await dialog.getByRole('button', { name: /^\+/ }).allInnerTexts()).toEqual([
        '+ Label 20',
        '+ Label 200',
      ])
      await dialog.getByRole('button', { name: 'Label 200' }).click()
      await dialog.getByLabel('Add a label').fill('HOUSEHOLD ACCOUNTS')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'detached' })
      expect(mooring.calls.at(-1)).toMatchObject({ input: { add: ['Label 200', 'Household accounts'] } })
    },
  )
})
