import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Locator } from 'playwright-core'
import type { Connection } from '../../shared/models/connection.ts'
import type { Holding, TaxLot } from '../../shared/models/holding.ts'
import { Refused, type Answers } from './support/fake-mooring.ts'
import { openStage, rowName, type OpenWindow, type Stage } from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const all: Connection['permissions'] = [
  'accounts',
  'balances',
  'transactions',
  'investments',
  'payments',
  'customers',
  'statements',
  'taxes',
]

const plain: Holding = {
  id: 'h1',
  name: 'Total stock market index',
  symbol: 'VTI',
  securityId: '922908769',
  securityIdType: 'CUSIP',
  type: 'MUTUALFUND',
  position: 'long',
  units: '412.50001',
  unitPrice: { amount: '291.4', currency: 'USD' },
  marketValue: { amount: '120202.50', currency: 'USD' },
  costBasis: null,
  currency: 'USD',
  asOfDay: '2026-11-20',
  asOfMs: null,
  taxLots: null,
  unreadable: [],
}
const lot: TaxLot = {
  acquiredDay: '2019-03-11',
  units: '206.25',
  unitPrice: { amount: '180.67', currency: 'USD' },
  costBasis: { amount: '37263.19', currency: 'USD' },
  marketValue: { amount: '60101.25', currency: 'USD' },
  position: 'long',
  unreadable: [],
}
const holdings = [
  plain,
  {
    ...plain,
    id: null,
    name: 'A bond',
    symbol: null,
    taxLots: [],
    marketValue: { amount: '0.10', currency: 'USD' },
  },
  { ...plain, id: 'h3', name: null, symbol: 'X', marketValue: null, unreadable: ['value' as const] },
]
const answered: Answers = () => ({
  'holdings.read': () => ({ holdings, unreadable: 1, isPartial: true, interactionId: 'i-1' }),
  'holdings.taxLots': () => ({ taxLots: [lot], unreadable: 0, isPartial: false }),
})

async function openPane(answers: Answers = answered, permissions = all): Promise<OpenWindow> {
  const opened = await stage.open({ scene: mikomoScene({ permissions }), answers })
  await rowName(opened.page, 'Mikomo').click()
  await opened.page.getByRole('heading', { name: 'Shared accounts' }).waitFor()
  return opened
}

async function openHoldings(answers?: Answers): Promise<OpenWindow & { dialog: Locator }> {
  const opened = await openPane(answers)
  await opened.page.getByRole('button', { name: 'Holdings of Brokerage' }).click()
  return { ...opened, dialog: opened.page.getByRole('dialog') }
}

test('holdings have quantity, price and value with all digits, an exact total, and say what is missing', async () => {
  const { page, dialog } = await openHoldings()
  await page.getByRole('dialog', { name: 'Holdings of Brokerage ···8812 – Mikomo · mikomo_7' }).waitFor()
  const first = dialog.getByRole('row').nth(1)
  await first.getByText('VTI · CUSIP 922908769 · price of Nov 20, 2026').waitFor()
  expect(await first.getByRole('cell').allInnerTexts()).toMatchObject([
    expect.stringContaining('Total stock market index'),
    '412.50001',
    '$291.40',
    '$120,202.50',
  ])
  await dialog.getByText('Total $120,202.60').waitFor()
  await dialog.getByText('Without 1 holding').waitFor()
  await dialog.getByText('returned only some holdings').waitFor()
  await dialog.getByText('can’t fully read 1 holding').waitFor()
  await dialog.getByText('Mooring can’t read its value').waitFor()
})

test('tax lots are read when they are opened, and only where there may be some', async () => {
  const { dialog, mooring } = await openHoldings()
  const asked = () => mooring.calls.filter(({ method }) => method === 'holdings.taxLots')
  await dialog.getByRole('button', { name: 'Tax lots of Total stock market index' }).click()
  await dialog.getByRole('cell', { name: 'Mar 11, 2019', exact: true }).waitFor()
  await dialog.getByRole('cell', { name: '$37,263.19', exact: true }).waitFor()
  expect(asked()[0]).toMatchObject({ input: { accountKey: 'a3', holdingId: 'h1', currency: 'USD' } })
  const count = asked().length
  await dialog.getByRole('button', { name: 'Tax lots of A bond' }).click()
  await dialog.getByText('lists no tax lots').waitFor()
  expect(asked()).toHaveLength(count)
})

test(
  'holdings that can’t be read say why and can be tried again, and can be saved',
  { tags: 'thorough' },
  async () => {
    let isDown = true
    const { dialog, mooring } = await openHoldings((fake) => ({
      ...answered(fake),
      'holdings.read': () => {
        if (isDown) throw new Refused('server_unavailable', { host: 'bank.example' })
        return { holdings: [plain], unreadable: 0, isPartial: false, interactionId: null }
      },
    }))
    await dialog.getByText('bank.example').first().waitFor()
    isDown = false
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await dialog.getByText('Showing 1 holding.').waitFor()
    await dialog.getByRole('button', { name: 'Export as CSV' }).click()
    await dialog.getByText('Saved.').waitFor()
    expect(mooring.calls.at(-1)).toMatchObject({
      method: 'holdings.export',
      input: { accountKey: 'a3', format: 'csv' },
    })
  },
)

test('documents are listed by account and year, and saved one by one', async () => {
  const year = new Date().getFullYear()
  const { page, mooring } = await openPane(() => ({
    'documents.list': ({ kind, year: wanted }) => {
      if (kind === 'tax form' && wanted === year)
        throw new Refused('data_unavailable', { host: 'bank.example' })
      return {
        documents: [
          {
            kind,
            id: `${kind}-1`,
            day: kind === 'statement' ? `${wanted}-01-31` : null,
            year: wanted,
            description: kind === 'statement' ? 'January' : 'Tax1099Div',
            unreadable: [],
          },
          { kind, id: null, day: null, year: null, description: null, unreadable: ['id'] },
        ],
        unreadable: 2,
        isPartial: false,
      }
    },
  }))
  await page.getByRole('button', { name: 'Documents of Brokerage' }).click()
  const dialog = page.getByRole('dialog', { name: 'Documents of Brokerage' })
  await dialog.getByText('has nothing of this kind here').waitFor()
  await dialog.getByText('The institution names no file.').waitFor()
  await dialog.getByText('can’t read 2 entries').waitFor()
  await dialog.getByRole('button', { name: /^Save January, / }).click()
  await dialog.getByText('Saved.').waitFor()
  expect(mooring.calls.at(-1)).toMatchObject({
    method: 'documents.save',
    input: { kind: 'statement', documentId: 'statement-1', date: `${year}-01-31`, accountKey: 'a3' },
  })
  await dialog.getByLabel('Year').selectOption(String(year - 1))
  await dialog.getByRole('button', { name: `Save Tax1099Div, ${year - 1} as a PDF file` }).click()
  await expect
    .poll(() => mooring.calls.at(-1))
    .toMatchObject({ method: 'documents.save', input: { kind: 'tax form', date: String(year - 1) } })
})

test('a document that is no PDF file says so, and nothing is saved', { tags: 'thorough' }, async () => {
  const { page } = await openPane(() => ({
    'documents.list': ({ kind, year }) => ({
      documents: [{ kind, id: 'd', day: `${year}-01-31`, year, description: null, unreadable: [] }],
      unreadable: 0,
      isPartial: false,
    }),
    'documents.save': () => {
      throw new Refused('document_refused', { host: 'bank.example', cause: 'type' })
    },
  }))
  await page.getByRole('button', { name: 'Documents of Brokerage' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Save / })
    .first()
    .click()
  await page.getByText('sent something that isn’t a PDF file, so it wasn’t saved').waitFor()
  expect(await page.getByText('Saved.', { exact: true }).count()).toBe(0)
})

test('name and contact are read when the user asks for them, not before', async () => {
  const { page, mooring } = await openPane(() => ({
    'owner.read': () => ({
      owner: {
        names: ['Joan Ortega'],
        addresses: ['1 Harbor Street, Springfield, IL 62701'],
        phones: ['+1 3125550100'],
        emails: ['joan@example.com'],
        unreadable: ['phone number'],
      },
      isPartial: false,
    }),
  }))
  const asked = () => mooring.calls.filter(({ method }) => method === 'owner.read').length
  const show = page.getByRole('button', { name: 'Show name and contact' })
  await show.waitFor()
  expect(asked()).toBe(0)
  await show.click()
  for (const words of [
    'Joan Ortega',
    '1 Harbor Street, Springfield, IL 62701',
    '+1 3125550100',
    'joan@example.com',
  ]) {
    await page.getByText(words, { exact: true }).waitFor()
  }
  await page.getByText('Mooring can’t read its phone number').waitFor()
  expect(asked()).toBeGreaterThan(0)
})

test('only what was granted is offered, and full account numbers are shown as granted and not read', async () => {
  const { page } = await openPane(answered, ['accounts', 'balances', 'payments'])
  const permission = page.locator('.chip', { hasText: 'Account and routing numbers' })
  await permission.getByText('not read').waitFor()
  expect(await page.locator('.chip', { hasText: 'Balances' }).getByText('not read').count()).toBe(0)
  for (const name of [/^Holdings of/, /^Documents of/, /^Transactions of/, 'Show name and contact']) {
    expect(await page.getByRole('button', { name }).count()).toBe(0)
  }
})

test('an account that holds no securities offers no holdings', { tags: 'thorough' }, async () => {
  const { page } = await openPane()
  await page.getByRole('button', { name: 'Documents of Everyday checking' }).waitFor()
  expect(await page.getByRole('button', { name: 'Holdings of Everyday checking' }).count()).toBe(0)
})
