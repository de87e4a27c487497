import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readAccountsAnswers } from '../support/akoya-answers.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

/** Megabytes of the page's JavaScript heap, after garbage collection. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1_000_000
}

test('of a hundred thousand transactions on one page, a few are drawn, and memory is bounded [Num 23]', async () => {
  const scene = mikomoScene()
  const [transaction] = scene.transactions.transactions
  if (!transaction) throw new Error('the scene has no transaction')
  scene.transactions.transactions = Array.from({ length: 100_000 }, (_, index) => ({
    ...transaction,
    id: `t${index}`,
    description: `Payment ${index}`,
  }))
  const { page } = await stage.open({
    scene,
    answers: () => ({ 'transactions.read': () => scene.transactions }),
  })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  const before = await heapOf(page)
  await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Showing 100,000 transactions.').waitFor()
  await dialog.getByText('Payment 0', { exact: true }).waitFor()
  expect(await dialog.getByRole('row').count()).toBeLessThan(1000)
  // Measured: 22 MB.
  expect((await heapOf(page)) - before).toBeLessThan(80)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
})

test('of five thousand accounts in the pane, five are drawn, and all can be [Num 23]', async () => {
  const entries = Array.from({ length: 5000 }, (_, index) => ({
    depositAccount: {
      accountId: `a${index}`,
      nickname: `Account ${index}`,
      currency: 'USD',
      currentBalance: index,
    },
  }))
  const { accounts } = await readAccountsAnswers({ body: { accounts: entries } })
  const { page } = await stage.open({ scene: mikomoScene({ accounts }) })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  const list = page.getByRole('complementary').locator('.accounts')
  await expect.poll(() => list.getByRole('listitem').count()).toBe(5)
  for (let shown = 5; shown < 5000; shown += 500) {
    await page.getByRole('button', { name: /^Show [\d,]+ more accounts?$/ }).click()
    await expect.poll(() => list.getByRole('listitem').count()).toBe(Math.min(shown + 500, 5000))
  }
  await list.getByText('$4,999.00').waitFor()
})

test('a name with marks of direction and control characters does not turn what is around it [Num 23]', async () => {
  const nickname = 'Sav\u0000ings \u202egnp.exe\u2066 \u0007\u061cשלום'
  const depositAccount = { accountId: 'a1', nickname, currency: 'USD', currentBalance: 5 }
  const { accounts } = await readAccountsAnswers({ body: { accounts: [{ depositAccount }] } })
  const { page } = await stage.open({ scene: mikomoScene({ accounts }) })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  const name = page.getByRole('complementary').locator('.account-name bdi').first()
  expect(await name.textContent()).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
  const button = page.getByRole('button', { name: /^Transactions of Sav ings/ })
  expect(await button.getAttribute('aria-label')).not.toMatch(/[\p{Cc}]/u)
})
