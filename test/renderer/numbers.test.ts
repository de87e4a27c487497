import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Account } from '../../shared/models/account.ts'
import type { Connection } from '../../shared/models/connection.ts'
import { readAccountsAnswers, readTransactionsAnswer } from '../support/akoya-answers.ts'
import { zones } from '../support/zones.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

async function openPane(change: Partial<Connection>, timezone = 'UTC') {
  const { page, mooring } = await stage.open({ scene: mikomoScene(change), timezone })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  return { pane: page.getByRole('complementary'), mooring }
}

/** Accounts as the reader makes them of what an institution sends. */
async function accountsOf(entries: Record<string, unknown>[]): Promise<Account[]> {
  return (await readAccountsAnswers({ body: { accounts: entries } })).accounts
}

test('a balance is shown with its currency, its kind, and a debt below zero beside the institution’s figure [E1] [F1] [F2]', async () => {
  const accounts = await accountsOf([
    { depositAccount: { accountId: 'a1', nickname: 'Chequing', currency: 'CAD', currentBalance: 5 } },
    { depositAccount: { accountId: 'a2', nickname: 'Savings', currency: 'USD', availableBalance: 12.5 } },
    { annuityAccount: { accountId: 'a3', nickname: 'Annuity', currency: 'USD', netPresentValue: 48_210.33 } },
    { loanAccount: { accountId: 'a4', nickname: 'Mortgage', currency: 'USD', principalBalance: 100 } },
    { depositAccount: { accountId: 'a5', nickname: 'Unnamed', currentBalance: '90071992547409.93' } },
  ])
  accounts.push(
    ...(await accountsOf([
      {
        depositAccount: {
          accountId: 'a6',
          nickname: 'Both',
          currency: 'USD',
          currentBalance: 9,
          availableBalance: 7,
        },
      },
    ])),
  )
  const { pane } = await openPane({ accounts })
  const row = (name: string) => pane.getByRole('listitem').filter({ hasText: name }).first()
  await pane.getByRole('button', { name: /more account/ }).click()
  await row('Chequing').getByText('CA$5.00').waitFor()
  await row('Savings').getByText('$12.50').waitFor()
  await row('Savings').getByText('Deposit · available').waitFor()
  await row('Annuity').getByText('net present value').waitFor()
  await row('Mortgage').getByText('−$100.00').waitFor()
  await row('Mortgage').getByText('principal · reported as $100.00').waitFor()
  await row('Both').getByText('$9.00').waitFor()
  await row('Both').getByText('available $7.00').waitFor()
  await row('Unnamed').getByText('90,071,992,547,409.93 (currency unknown)').waitFor()
})

test.each(zones)(
  'a balance as of a day is as of that day in a window in $timezone [D6]',
  { tags: 'thorough' },
  async ({ timezone }) => {
    const account = { accountId: 'a1', nickname: 'Checking', currentBalance: 5, balanceAsOf: '20240310' }
    const accounts = await accountsOf([{ depositAccount: account }])
    const { pane } = await openPane({ accounts }, timezone)
    await pane.getByText('updated Mar 10, 2024').waitFor()
  },
)

test('what could not be read, and what was kept from before, is said in the pane', async () => {
  const [account] = await accountsOf([
    { depositAccount: { accountId: 'a1', nickname: 'Old', currentBalance: 5 } },
  ])
  if (!account) throw new Error('no account was read')
  const { pane } = await openPane({ accounts: [{ ...account, isEarlier: true }], unreadableCount: 2 })
  await pane.getByText('Mooring can’t read 2 accounts the institution shares.').waitFor()
  await pane.getByText('not in the last response, kept from an earlier one').waitFor()
})

test('what of an account could not be read is said in its row [Num 19]', async () => {
  const accounts = await accountsOf([
    { depositAccount: { accountId: 'a1', nickname: 'Odd', currentBalance: 5, balanceAsOf: '20/11/2026' } },
  ])
  const { pane } = await openPane({ accounts })
  await pane
    .getByRole('listitem')
    .filter({ hasText: 'Odd' })
    .getByText('Mooring can’t read its date')
    .waitFor()
})

test('what of a transaction could not be read is said in its row [Num 28]', async () => {
  const scene = mikomoScene()
  const entries = [
    {
      depositTransaction: {
        transactionId: 't1',
        description: 'Odd',
        amount: '1,50',
        postedTimestamp: '20/11/2026',
      },
    },
    { depositTransaction: { transactionId: 't2', description: 'Plain', amount: 5, currency: 'USD' } },
  ]
  const read = await readTransactionsAnswer({ body: { transactions: entries } })
  scene.transactions = { ...read, unreadable: 1, repeats: 0, next: null }
  const { page } = await stage.open({
    scene,
    answers: () => ({ 'transactions.read': () => scene.transactions }),
  })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('row', { name: /Odd/ }).getByText('Mooring can’t read its date, amount').waitFor()
  expect(await dialog.getByText('Mooring can’t read its').count()).toBe(1)
  await dialog.getByText('Mooring can’t fully read 1 transaction').waitFor()
})

test('the pane says that the institution returned only some of the accounts [Num 2]', async () => {
  const { pane } = await openPane({ isPartial: true })
  await pane
    .getByText('The institution returned only some of the accounts. Refresh later for the rest.')
    .waitFor()
})

test(
  'of ten thousand transactions on one page a few hundred are drawn, and the others on demand',
  { tags: 'thorough' },
  async () => {
    const scene = mikomoScene()
    const [transaction] = scene.transactions.transactions
    if (!transaction) throw new Error('the scene has no transaction')
    scene.transactions.transactions = Array.from({ length: 10_000 }, (_, index) => ({
      ...transaction,
      id: `t${index}`,
    }))
    const { page } = await stage.open({
      scene,
      answers: () => ({ 'transactions.read': () => scene.transactions }),
    })
    await page.getByRole('row', { name: /Mikomo/ }).click()
    await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Showing 10,000 transactions.').waitFor()
    await dialog.locator('table[aria-rowcount="10001"]').waitFor()
    expect(await dialog.getByRole('row').count()).toBeLessThan(80)
  },
)

test('a file that was saved can be shown in its folder', async () => {
  const { pane, mooring } = await openPane({})
  await pane.getByRole('button', { name: 'Export accounts as CSV' }).click()
  await pane.getByText('Saved.').waitFor()
  await pane.getByRole('button', { name: 'Show in folder' }).click()
  await expect.poll(() => mooring.calls.at(-1)?.method).toBe('files.show')
})

test(
  'a file in which something is missing is said to be so once it is saved [C3]',
  { tags: 'thorough' },
  async () => {
    const answers = () => ({ 'accounts.export': () => ({ saved: true, isPartial: true }) })
    const { page } = await stage.open({ scene: mikomoScene(), answers })
    await page.getByRole('row', { name: /Mikomo/ }).click()
    await page.getByRole('button', { name: 'Export accounts as CSV' }).click()
    await page.getByText('Saved, but some entries are missing').waitFor()
  },
)

test(
  'CSV files are written without a byte order mark where the user wants that',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await stage.open({ scene: mikomoScene() })
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('checkbox', { name: 'CSV files without a byte order mark' }).check()
    await expect.poll(() => mooring.scene.preferences.csvWithoutMark).toBe(true)
  },
)
