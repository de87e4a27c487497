import AxeBuilder from '@axe-core/playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consentQuestion, hostileName } from '../support/consent-question.ts'
import { openPromptStage, type PromptStage } from '../support/prompt-page.ts'

let stage: PromptStage
beforeAll(async () => {
  stage = await openPromptStage()
})
afterAll(() => stage.close())

const nowMs = Date.now()
const token = { level: 'token', untilMs: nowMs + 3_600_000, latestMs: nowMs + 86_400_000 } as const
const hostile = {
  clientName: hostileName,
  folder: hostileName,
  isNameTaken: true,
  connections: Array.from({ length: 40 }, (_one, index) => ({
    id: `c${index}`,
    title: hostileName,
    consentEndsAtMs: nowMs,
  })),
}
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

test.each([
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['high contrast', { forcedColors: 'active' }],
  ['more contrast', { contrast: 'more' }],
] as const)('axe finds no fault in the prompt: %s', { tags: 'thorough' }, async (_name, look) => {
  const { page } = await stage.open(consentQuestion(nowMs, { ...hostile, ...token }), look)
  // Until Allow is drawn as it stays.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
  const { violations } = await new AxeBuilder({ page }).withTags([...rules]).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
})

test('the keyboard begins at the refusal, and Enter in a field refuses, too', async () => {
  const { page, asked } = await stage.open(consentQuestion(nowMs))
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Don’t allow')
  await page.getByRole('checkbox').first().focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => asked).toEqual(['?c=0&c=1&until=2&answer=refuse'])
})

test('connections and the time are chosen with the keyboard, and Allow sends both', async () => {
  const { page, asked } = await stage.open(consentQuestion(nowMs))
  await page.getByRole('checkbox', { name: /^Mikomo Financial/ }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('combobox', { name: 'Until' }).focus()
  await page.keyboard.press('Home')
  await page.getByRole('button', { name: 'Allow', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => asked).toEqual(['?c=1&until=0&answer=allow'])
})

test('a screen reader hears who claims to ask for what, as an alert', async () => {
  const { page } = await stage.open(consentQuestion(nowMs, token))
  const dialog = page.getByRole('alertdialog', { name: 'Allow “month-end.ipynb” to have the access token?' })
  await dialog.waitFor()
  expect(await dialog.innerText()).toContain('works until it expires, even if you click End')
  await page.getByRole('group', { name: 'Of' }).waitFor()
})

test.each([
  ['its own size', undefined],
  ['the smallest', { width: 400, height: 360 }],
])('hostile names push neither the question nor a button out of sight: %s', async (_what, size) => {
  const { page } = await stage.open(consentQuestion(nowMs, hostile), size === undefined ? {} : { size })
  expect(await page.getByRole('button').allInnerTexts()).toEqual(['Don’t allow', 'Allow'])
  expect(await page.getByRole('heading').count()).toBe(1)
  expect((await page.getByRole('heading').innerText()).replaceAll('\n', ' ')).toMatch(
    /^Allow “.*…” to read account data\?$/,
  )
  for (const name of ['Don’t allow', 'Allow']) {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    const { height = 0, width = 0 } = page.viewportSize() ?? {}
    expect(box && box.y >= 0 && box.y + box.height <= height && box.x + box.width <= width).toBe(true)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
})
