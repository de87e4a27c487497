import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Locator } from 'playwright-core'
import type { Transaction, TransactionsPage } from '../../shared/models/transaction.ts'
import type { Answers } from './support/fake-mooring.ts'
import { openStage, rowName, type OpenWindow, type Stage } from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const perPage = 50
const pages = 6

function transactionAt(index: number): Transaction {
  return {
    id: `t${index}`,
    day: new Date(Date.UTC(2026, 10, 20) - index * 86_400_000).toISOString().slice(0, 10),
    postedAtMs: null,
    madeAtMs: null,
    description: index === 277 ? 'Harbor Grocery' : `Purchase ${index}`,
    category: index % 2 === 0 ? 'Groceries' : 'Transport',
    amount: { amount: index === 0 ? '1000.10' : '-1.10', currency: 'USD' },
    direction: index === 0 ? 'credit' : 'debit',
    isPending: false,
    unreadable: [],
  }
}

/** Six pages of fifty. */
const paged: Answers = ({ scene }) => {
  const pageAt = (index: number): TransactionsPage => ({
    ...scene.transactions,
    transactions: Array.from({ length: perPage }, (_, row) => transactionAt(index * perPage + row)),
    next: index + 1 < pages ? `page-${index + 1}` : null,
  })
  return {
    'transactions.read': () => pageAt(0),
    'transactions.more': ({ id }) => pageAt(Number(id.slice('page-'.length))),
  }
}

async function openDialog(answers = paged): Promise<OpenWindow & { dialog: Locator }> {
  const opened = await stage.open({ scene: mikomoScene(), answers })
  await rowName(opened.page, 'Mikomo').click()
  await opened.page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
  return { ...opened, dialog: opened.page.getByRole('dialog') }
}

const dates = (dialog: Locator) => dialog.locator('td.date-cell').allInnerTexts()

test('the title names account, mask, institution and login [W-B13]', async () => {
  const { page } = await openDialog()
  await page
    .getByRole('dialog', { name: 'Transactions of Everyday checking ···0071 – Mikomo · mikomo_7' })
    .waitFor()
})

test('scrolling loads the older ones, without a press [W-B13]', async () => {
  const { dialog } = await openDialog()
  await dialog.getByText('Showing 50 transactions. Scroll for older ones.').waitFor()
  const region = dialog.getByRole('region', { name: 'Transactions' })
  for (let count = 2; count <= pages; count++) {
    await region.evaluate((it) => it.scrollTo(0, it.scrollHeight))
    await dialog.getByText(new RegExp(`Showing ${count * perPage} transactions\\.`)).waitFor()
  }
  expect(await dialog.getByRole('row').count()).toBeLessThan(100)
})

test('a search or a sort loads all of them first, and the totals are of what is shown [W-B13]', async () => {
  const { dialog } = await openDialog()
  await dialog.getByText('In $1,000.10 · Out −$53.90 · Net $946.20').waitFor()
  await dialog.getByText('Of those loaded so far.').waitFor()
  await dialog.getByLabel('Search transactions').fill('harbor')
  await dialog.getByText('Showing 1 of 300 transactions.').waitFor()
  await dialog.getByText('In $0.00 · Out −$1.10 · Net −$1.10').waitFor()
  await dialog.getByLabel('Search transactions').fill('')
  await dialog.getByRole('button', { name: 'Date' }).click()
  await expect.poll(async () => (await dates(dialog))[0]).toBe('Jan 25, 2026')
  await dialog.getByRole('button', { name: 'Amount' }).click()
  await dialog.getByRole('button', { name: 'Amount' }).click()
  await expect.poll(async () => (await dialog.locator('td.amount-cell').allInnerTexts())[0]).toBe('$1,000.10')
  await dialog.getByText('Groceries').first().waitFor()
})

test('two dates are a period, also for the export [W-B13]', async () => {
  const { page, dialog, mooring } = await openDialog()
  await dialog.getByLabel('Period').selectOption('custom')
  await dialog.getByLabel('From').fill('2026-01-01')
  await dialog.getByLabel('To').fill('2026-01-31')
  await expect
    .poll(() => mooring.calls.findLast(({ method }) => method === 'transactions.read')?.input)
    .toMatchObject({ days: 31, toDay: '2026-01-31' })
  await dialog.getByRole('button', { name: 'Export as CSV' }).click()
  await page.getByText('Saved.').waitFor()
  expect(mooring.calls.at(-1)?.input).toMatchObject({ days: 31, toDay: '2026-01-31', format: 'csv' })
  await dialog.getByLabel('From').fill('2020-01-01')
  await dialog.getByText('Choose up to two years').waitFor()
})

test('what can’t be added is in no total, and that is said', { tags: 'thorough' }, async () => {
  const { dialog } = await openDialog(({ scene }) => ({
    'transactions.read': () => ({
      ...scene.transactions,
      transactions: [
        transactionAt(0),
        { ...transactionAt(1), amount: null },
        { ...transactionAt(2), direction: null },
        { ...transactionAt(3), amount: { amount: '5', currency: 'XXX' } },
      ],
      next: null,
    }),
  }))
  await dialog.getByText('In $1,000.10 · Out $0.00 · Net $1,000.10').waitFor()
  await dialog.getByText('Without 3 transactions').waitFor()
})
