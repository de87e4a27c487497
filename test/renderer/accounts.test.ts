import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readAccountsAnswers } from '../support/akoya-answers.ts'
import type { OpenWindow, Stage, WindowOptions } from './support/open-window.ts'
import { openStage } from './support/open-window.ts'
import { accountsScene, emptyScene, manyScene, mikomoScene } from './support/scenes.ts'
import { Refused, type Scene } from './support/fake-mooring.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

async function openAccounts(
  scene: Scene,
  answers: WindowOptions['answers'] = () => ({}),
): Promise<OpenWindow> {
  onTestFinished(() => stage.closeWindows())
  const opened = await stage.open({ scene, answers })
  await opened.page.getByRole('button', { name: /^Accounts/ }).click()
  await opened.page.getByRole('heading', { name: 'Accounts', exact: true }).waitFor()
  return opened
}

const rows = (page: Page) => page.locator('tbody tr[data-index]')
const firstCells = (page: Page) => page.locator('tbody th[scope=row] strong').allInnerTexts()
const total = (page: Page, currency: string) =>
  page.getByRole('list', { name: 'Totals' }).getByRole('listitem').filter({ hasText: currency })

test('every account of every connection is in one table, with what its currency adds up to', async () => {
  const { page } = await openAccounts(accountsScene())
  await expect.poll(() => rows(page).count()).toBe(13)
  // Debts count below zero, exactly.
  expect(await total(page, 'USD').innerText()).toMatch(
    /USD · 8 accounts[^]*\$921,153\.29[^]*1 account without/,
  )
  expect(await total(page, 'EUR').innerText()).toMatch(/EUR · 3 accounts[^]*€2,130,401\.05/)
  expect(await total(page, 'JPY').innerText()).toMatch(/JPY · 1 account[^]*¥20,311,520/)
  expect(await total(page, 'Unknown').innerText()).toMatch(/1,204\.50?[^]*names no currency/)
  const loan = page.getByRole('row', { name: /Term loan/ })
  expect(await loan.innerText()).toMatch(
    /Northbridge Bank · ops@treasury\.example[^]*Treasury[^]*−\$640,000\.00/,
  )
  // What nothing refreshes any more says so.
  expect(await page.getByRole('row', { name: /Brokerage ···2231/ }).innerText()).toContain('Not current')
})

test('amounts without a named currency are never added', async () => {
  const scene = accountsScene()
  const [first] = scene.connections
  for (const one of first?.accounts ?? []) one.currency = null
  const { page } = await openAccounts(scene)
  expect(await total(page, 'Unknown').innerText()).toMatch(/5 accounts[^]*—[^]*Not added up/)
})

/** One connection with the accounts that the reader makes of what an institution sends. */
async function sceneOf(entries: Record<string, unknown>[]): Promise<Scene> {
  const { accounts } = await readAccountsAnswers({ body: { accounts: entries } })
  return mikomoScene({ accounts })
}

test(
  'sums have the decimals of their currency, debts and unknown currencies included, and name what has no balance',
  { tags: 'thorough' },
  async () => {
    const of = (accountId: string, currency: string, currentBalance: unknown, more: object = {}) => ({
      depositAccount: { accountId, nickname: accountId, currency, currentBalance, ...more },
    })
    const scene = await sceneOf([
      of('j1', 'JPY', 1200),
      of('j2', 'JPY', '0.5'),
      of('k1', 'KWD', '0.001'),
      of('k2', 'KWD', '9007199254740993.1'),
      of('k3', 'KWD', '1,5'),
      { loanAccount: { accountId: 'u1', currency: 'USD', principalBalance: '-250000.00' } },
      { locAccount: { accountId: 'u2', currency: 'USD', currentBalance: '-20.10' } },
      { locAccount: { accountId: 'u3', currency: 'USD', currentBalance: '1302.66' } },
      of('p1', 'PTS', '10'),
      of('p2', 'PTS', '2.25'),
      of('e1', 'EUR', null, { error: { code: 701 } }),
      of('x1', 'Points', 5),
      of('x2', '', 5),
    ])
    const { page } = await openAccounts(scene)
    expect(await total(page, 'JPY').innerText()).toMatch(/¥1,200\.5$/m)
    expect(await total(page, 'KWD').innerText()).toMatch(
      /3 accounts[^]*KWD\s9,007,199,254,740,993\.101[^]*1 account without a balance/,
    )
    expect(await total(page, 'USD').innerText()).toMatch(/−\$251,282\.56/)
    expect(await total(page, 'PTS').innerText()).toMatch(/12\.25 PTS/)
    expect(await total(page, 'EUR').innerText()).toMatch(/—[^]*1 account without a balance/)
    expect(await total(page, 'Unknown').innerText()).toMatch(/2 accounts[^]*—[^]*Not added up/)
    await page.getByLabel('Group by').selectOption('currency')
    await page
      .getByRole('row', { name: /^KWD 3/ })
      .getByText('1 account without a balance')
      .waitFor()
  },
)

test(
  'the totals say which connections may share more than is in them [Num 29]',
  { tags: 'thorough' },
  async () => {
    const scene = accountsScene()
    const { page, mooring } = await openAccounts(scene)
    await expect.poll(() => rows(page).count()).toBe(13)
    expect(await page.getByText('may be missing').count()).toBe(0)
    await mooring.change('c1', { unreadableCount: 1, isPartial: true })
    await page.getByText('Accounts of 1 connection may be missing').waitFor()
    await mooring.change('c2', { isPartial: true })
    await mooring.change('c3', { accounts: [], accountCount: 0, dataAsOfMs: null })
    await page.getByText('Accounts of 3 connections may be missing').waitFor()
  },
)

test(
  'a row says what of the account can’t be read, and that it is kept from before [Num 29]',
  { tags: 'thorough' },
  async () => {
    const scene = await sceneOf([
      { depositAccount: { accountId: 'a1', nickname: 'Odd', currentBalance: 5, currency: 'US$' } },
      { depositAccount: { accountId: 'a2', nickname: 'Old', currentBalance: 5, currency: 'USD' } },
    ])
    const old = scene.connections[0]?.accounts[1]
    if (old) old.isEarlier = true
    const { page } = await openAccounts(scene)
    await page.getByRole('row', { name: /Odd/ }).getByText('Mooring can’t read its currency').waitFor()
    await page.getByRole('row', { name: /Old/ }).getByText('kept from an earlier one').waitFor()
  },
)

test(
  'a balance from an earlier response, or with a date that can’t be read, is not as of now [Num 30]',
  { tags: 'thorough' },
  async () => {
    const scene = await sceneOf([
      { depositAccount: { accountId: 'a1', nickname: 'Odd', currentBalance: 5, balanceAsOf: '20/11/2026' } },
      { depositAccount: { accountId: 'a2', nickname: 'Old', currentBalance: 5 } },
      { depositAccount: { accountId: 'a3', nickname: 'Plain', currentBalance: 5 } },
    ])
    const old = scene.connections[0]?.accounts[1]
    if (old) old.isEarlier = true
    const { page } = await openAccounts(scene)
    const asOf = (name: RegExp) => page.getByRole('row', { name }).locator('.asOf-cell').innerText()
    expect(await asOf(/Plain/)).toMatch(/min ago$/)
    expect(await asOf(/Odd/)).toMatch(/^Unknown/)
    expect(await asOf(/Old/)).toMatch(/^Unknown/)
    await page.getByText('2 balances not current').waitFor()
  },
)

test(
  'accounts that could not be loaded are loaded again, and the totals are not whole before [Num 31]',
  { tags: 'thorough' },
  async () => {
    const scene = manyScene(300)
    const accountCount = scene.connections.reduce((sum, one) => sum + one.accounts.length, 0)
    let isRefused = true
    const { page, mooring } = await openAccounts(scene, ({ scene: { connections } }) => ({
      'accounts.list': ({ connectionIds }) => {
        if (isRefused && connectionIds.includes('m0')) throw new Refused('internal')
        return connectionIds.map((connectionId) => ({
          connectionId,
          accounts: connections.find(({ id }) => id === connectionId)?.accounts ?? [],
        }))
      },
    }))
    await page.getByText('Nothing was lost.').first().waitFor()
    // Another part arrives.
    await mooring.change('m299', { signedInAs: 'changed' })
    isRefused = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator(`table[aria-rowcount="${accountCount + 1}"]`).waitFor()
    expect(await page.getByText('Nothing was lost.').count()).toBe(0)
  },
)

test('kinds filter, groups have their own totals, and a column sorts', async () => {
  const { page } = await openAccounts(accountsScene())
  await page.getByRole('button', { name: 'Loans 1' }).click()
  await expect.poll(() => firstCells(page)).toEqual(['Term loan'])
  expect(await total(page, 'USD').innerText()).toContain('−$640,000.00')
  await page.getByRole('button', { name: 'All 13' }).click()
  await page.getByLabel('Group by').selectOption('label')
  const groups = page.locator('tr.group-row')
  await expect
    .poll(() => groups.allInnerTexts())
    .toEqual([
      expect.stringMatching(/^Fund II 2\s*€2,118,360\.55/),
      expect.stringMatching(/^Household 4/),
      expect.stringMatching(/^Treasury 4\s*\$653,182\.13 · €12,040\.50/),
      expect.stringMatching(/^No label 3/),
    ])
  await page.getByLabel('Group by').selectOption('none')
  await page.getByRole('button', { name: 'Account', exact: true }).click()
  await expect
    .poll(async () => (await firstCells(page)).slice(0, 3))
    .toEqual(['Annuity', 'Brokerage', 'Brokerage'])
  await page.getByRole('button', { name: 'Account' }).first().click()
})

test('the search finds by account, mask, institution, login, label and kind, and the export has what is shown', async () => {
  const { page, mooring } = await openAccounts(accountsScene())
  const search = page.getByLabel('Search accounts')
  for (const [words, names] of [
    ['4411', ['Payroll']],
    ['ops@treasury loan', ['Term loan']],
    ['fund brokerage card', ['Margin card']],
    ['annuity', ['Annuity']],
  ] as const) {
    await search.fill(words)
    await expect.poll(() => firstCells(page)).toEqual(names)
  }
  await page.keyboard.press('Escape')
  await search.fill('fund ii')
  await expect.poll(() => firstCells(page)).toEqual(['Brokerage', 'Margin card'])
  await page.getByRole('button', { name: 'Export the 2 accounts shown…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByText('Of 2 accounts, in one file.').waitFor()
  await dialog.getByText('Accounts with their balances').click()
  await dialog.getByLabel('Format').selectOption('Parquet')
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await dialog.getByText('Saved.').waitFor()
  expect(mooring.calls.find(({ method }) => method === 'accounts.export')?.input).toEqual({
    scope: {
      kind: 'accounts',
      accounts: [
        { connectionId: 'c3', accountKey: 'b1' },
        { connectionId: 'c3', accountKey: 'b2' },
      ],
    },
    format: 'parquet',
    exportId: expect.any(String),
  })
})

test('arrow keys move from row to row, and Enter opens the connection', async () => {
  const { page } = await openAccounts(accountsScene())
  await page.getByRole('button', { name: /^Open connection Mikomo · mikomo_7, Everyday/ }).focus()
  for (let count = 0; count < 5; count++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: /Northbridge Bank/ }).waitFor()
})

test('a refreshed connection shows its new accounts', async () => {
  const { page, mooring } = await openAccounts(accountsScene())
  await page.getByRole('row', { name: /Kabu account/ }).waitFor()
  const [, , , fourth] = mooring.scene.connections
  await mooring.change('c4', {
    accounts: (fourth?.accounts ?? []).map((one) => ({ ...one, name: `New ${one.name}` })),
  })
  await page.getByRole('row', { name: /New Kabu account/ }).waitFor()
})

test('tens of thousands of accounts are a table of the visible rows', { tags: 'thorough' }, async () => {
  const scene = manyScene(10_000)
  const { page } = await openAccounts(scene)
  const count = scene.connections.reduce((sum, one) => sum + one.accounts.length, 0)
  await page.locator(`table[aria-rowcount="${count + 1}"]`).waitFor()
  expect(count).toBeGreaterThan(30_000)
  expect(await rows(page).count()).toBeLessThan(80)
  await page.getByRole('main').evaluate((main) => main.scrollTo(0, main.scrollHeight))
  await page.locator(`tr[data-index="${count - 1}"]`).waitFor()
})

test(
  'two logins that seem to share one account are named, because it counts twice',
  { tags: 'thorough' },
  async () => {
    const scene = accountsScene()
    const [first, second] = scene.connections
    if (first && second) second.accounts = [...second.accounts, ...first.accounts.slice(0, 1)]
    if (first && second) second.institutionId = first.institutionId
    const { page } = await openAccounts(scene)
    await page.getByText('1 account appears to be shared by two logins').waitFor()
  },
)

test('the empty view says what it is for, and offers the next step', async () => {
  const { page } = await openAccounts(emptyScene())
  await page.getByText('lists the accounts of every connection').waitFor()
  await page.getByRole('button', { name: 'Go to Connections' }).click()
  await page.getByRole('button', { name: 'Link Mikomo' }).waitFor()
})

test(
  'columns are hidden and shown in a menu, and are so after a restart; a balance that is not current says so still [W-B17]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await openAccounts(accountsScene())
    const headings = async (of: Page) =>
      (await of.getByRole('columnheader').allInnerTexts()).map((words) => words.trim())
    const choose = async (entry: string) => {
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('menuitem', { name: entry }).click()
    }
    expect(await headings(page)).toEqual(['Account', 'Connection', 'Label', 'Kind', 'Balance', 'As of'])
    await choose('Hide column: Label')
    await choose('Hide column: As of')
    await expect.poll(() => headings(page)).toEqual(['Account', 'Connection', 'Kind', 'Balance'])
    expect(await page.getByRole('row', { name: /Brokerage ···2231/ }).innerText()).toContain('Not current')
    expect(
      await page
        .getByRole('row', { name: /Operating/ })
        .getByRole('cell')
        .count(),
    ).toBe(3)
    await expect.poll(() => mooring.scene.list.accountColumns).toEqual(['kind'])

    const { page: again } = await openAccounts(mooring.scene)
    await expect.poll(() => headings(again)).toEqual(['Account', 'Connection', 'Kind', 'Balance'])
    await choose('Show column: Label')
    await expect.poll(() => headings(page)).toEqual(['Account', 'Connection', 'Label', 'Kind', 'Balance'])
  },
)

test(
  '200 labels of one connection are 200 groups, each with its total, in the order of their numbers [W-labels]',
  { tags: 'thorough' },
  async () => {
    const scene = mikomoScene({ labels: Array.from({ length: 200 }, (_, index) => `Desk ${index + 1}`) })
    const { page } = await openAccounts(scene)
    const perLabel = scene.connections[0]?.accounts.length ?? 0
    await page.getByLabel('Group by').selectOption('label')
    await page.locator(`table[aria-rowcount="${200 * (perLabel + 1) + 1}"]`).waitFor()
    const groups = page.locator('tr.group-row')
    await groups.first().waitFor()
    expect((await groups.allInnerTexts()).slice(0, 2)).toEqual([
      expect.stringMatching(/^Desk 1 \d/),
      expect.stringMatching(/^Desk 2 \d/),
    ])
    await page
      .getByRole('button', { name: /^Open connection/ })
      .first()
      .focus()
    await page.keyboard.press('End')
    await page.getByRole('row', { name: /^Desk 200 / }).waitFor()
    // Each account counts once in the totals of all.
    expect(await total(page, 'USD').innerText()).toContain(`${perLabel} accounts`)
  },
)

test('an empty search field of accounts shows no example that only the connections know [W-words]', async () => {
  const { page } = await openAccounts(accountsScene())
  expect(await page.getByLabel('Search accounts').getAttribute('placeholder')).toBe('Search accounts')
})
