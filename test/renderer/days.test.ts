import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readTransactionsAnswer } from '../support/akoya-answers.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test.each(['America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati'])(
  'a day that the institution names is that day in a window in %s [D1]',
  async (timezone) => {
    const scene = mikomoScene()
    const entries = [
      { depositTransaction: { transactionId: 't1', postedTimestamp: '2021-01-27T00:00:00Z' } },
      { depositTransaction: { transactionId: 't2', postedTimestamp: '2021-02-24' } },
      { depositTransaction: { transactionId: 't3', postedTimestamp: '2024-03-10T00:00:00' } },
    ]
    const page = await readTransactionsAnswer({ body: { transactions: entries } })
    scene.transactions = { ...page, repeats: 0, next: null }
    const { page: window } = await stage.open({
      scene,
      timezone,
      answers: () => ({ 'transactions.read': () => scene.transactions }),
    })
    await window.getByRole('row', { name: /Mikomo/ }).click()
    await window.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
    const rows = window.getByRole('dialog').getByRole('row')
    await rows.nth(3).waitFor()
    expect(
      await rows
        .getByRole('cell')
        .filter({ hasText: /20\d\d/ })
        .allTextContents(),
    ).toEqual(['Jan 27, 2021', 'Feb 24, 2021', 'Mar 10, 2024'])
  },
)
