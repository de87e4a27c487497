import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { everyStatusScene, manyScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const open = async (scene = everyStatusScene()) => {
  const opened = await stage.open({ scene })
  await untilRead(opened.page)
  await opened.page.getByRole('row').nth(1).waitFor()
  return opened
}
const searchOf = (page: Page) => page.getByRole('combobox', { name: 'Search actions and connections' })
const options = (page: Page) => page.getByRole('dialog').getByRole('option')
const type = async (page: Page, words: string) => {
  await page.keyboard.press('Control+k')
  await searchOf(page).fill(words)
  await options(page).first().waitFor()
}
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? '')

describe('Ctrl K', () => {
  test('leads to every view, and back to what had the focus with Escape', async () => {
    const { page } = await open()
    await page.locator('.row-name').nth(2).focus()
    const before = await focused(page)
    await page.keyboard.press('Control+k')
    await searchOf(page).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toBe(before)
    for (const view of ['Activity', 'Health', 'Settings', 'Registrations']) {
      await type(page, view)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: view }).waitFor()
    }
  })

  test('finds a connection, and an action for it', async () => {
    const { page, mooring } = await open()
    await type(page, 'harbor')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary', { name: 'Harbor Savings, details' }).waitFor()
    await type(page, 'refresh harbor')
    await page.keyboard.press('Enter')
    await expect.poll(() => mooring.calls.some(({ method }) => method === 'connections.refresh')).toBe(true)
    await type(page, 'labels harbor')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Label this connection' }).waitFor()
  })

  test('sorts, groups, filters and selects', async () => {
    const { page } = await open()
    await type(page, 'group by label')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByLabel('Group by').inputValue()).toBe('label')
    await type(page, 'consent expiry')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByLabel('Sort by').inputValue()).toBe('consent')
    await type(page, 'select all')
    await page.keyboard.press('Enter')
    await page.getByText('14 connections selected').waitFor()
  })

  test.each([
    ['revoke harbor', 'Harbor Savings, payroll'],
    ['remove zephyr', 'Zephyr Capital, fund 2'],
  ])('"%s" only leads to the row, where the action is [W-A1]', async (words, name) => {
    const { page, mooring } = await open()
    await type(page, words)
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe(name)
    expect(mooring.calls.filter(({ method }) => /revoke|remove/i.test(method))).toEqual([])
  })

  test('ending several only opens the menu [W-A1]', async () => {
    const { page, mooring } = await open()
    await type(page, 'actions for several')
    await page.keyboard.press('Enter')
    await page.getByRole('menu', { name: 'Actions for several connections' }).waitFor()
    expect(mooring.calls.filter(({ method }) => /revoke|remove/i.test(method))).toEqual([])
  })

  test('finds one of ten thousand, and says when there is none', { tags: 'thorough' }, async () => {
    const { page } = await open(manyScene(10_000))
    await page.getByRole('button', { name: 'All 10,000' }).waitFor()
    await type(page, 'login:"payroll 9986"')
    expect(await options(page).allInnerTexts()).toEqual([expect.stringContaining('payroll 9986')])
    await searchOf(page).fill('no such thing')
    await page.getByText('No action or connection has this name.').waitFor()
  })
})
