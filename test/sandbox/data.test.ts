import { afterEach, beforeEach, expect, test } from 'vitest'
import { balanceAt, transactionsAt } from '../../electron/main/sandbox/ledger/ledger.ts'
import { ledgerOf } from '../support/mikomo-ledger.ts'
import { openRecipient, type Change, type Recipient, type Told } from './recipient.ts'
import { limits } from '../support/limits.ts'

let recipient: Recipient
beforeEach(async () => {
  recipient = await openRecipient()
})
afterEach(() => recipient.close())

const said = ({ status, body }: Told) => [status, body]
const unauthorized = [401, { code: 602, message: 'Customer not authorized' }]
const invalid = [400, { code: 401, message: 'Invalid input' }]
const notFound = [404, { code: 701, message: 'Account not found' }]
const notSubscribed = [403, { code: 403, message: 'Incorrect providerId or no subscription to provider' }]
const wrongRoute = [403, { code: 403, message: 'Wrong route or version' }]

interface Accounts {
  accounts: Record<string, Record<string, unknown>>[]
}

test('a user has one account of every kind, with the fields that Akoya documents', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const info = (await recipient.read('/accounts-info/v3/mikomo', idToken)).body as Accounts
  expect(info.accounts.flatMap((account) => Object.keys(account))).toEqual([
    'depositAccount',
    'depositAccount',
    'investmentAccount',
    'locAccount',
    'loanAccount',
  ])
  expect(info.accounts[0]?.['depositAccount']).toEqual({
    accountId: 'chk5d20f1c083',
    accountNumberDisplay: 'xxxx0071',
    accountType: 'CHECKING',
    balanceType: 'ASSET',
    currency: { currencyCode: 'USD' },
    nickname: 'Everyday checking',
    productName: 'Mikomo Everyday checking',
    lineOfBusiness: 'Personal',
    status: 'OPEN',
  })

  const balances = (await recipient.read('/balances/v3/mikomo', idToken)).body as Accounts
  const number = expect.any(Number)
  expect(balances.accounts).toMatchObject([
    {
      depositAccount: {
        currentBalance: number,
        availableBalance: number,
        openingDayBalance: number,
        balanceAsOf: expect.any(String),
      },
    },
    { depositAccount: { currentBalance: number } },
    { investmentAccount: { currentValue: number, availableCashBalance: number, dailyChange: number } },
    { locAccount: { currentBalance: number, creditLine: 12000, availableCredit: number } },
    { loanAccount: { principalBalance: number } },
  ])
})

test('balances are those of the ledger at the time of the read', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const { accounts } = (await recipient.read('/balances/v3/mikomo', idToken)).body as Accounts
  const checking = accounts[0]?.['depositAccount']
  const asOfMs = Date.parse(String(checking?.['balanceAsOf']))
  expect(Math.abs(asOfMs - Date.now())).toBeLessThan(limits.requestMs)
  const { posted, withPending } = balanceAt(ledgerOf('chk5d20f1c083'), asOfMs)
  expect(checking).toMatchObject({ currentBalance: posted / 100, availableBalance: withPending / 100 })
})

test('an investment account lists what it holds, and is worth that and its cash', async () => {
  const { idToken } = await recipient.link('mikomo_1')
  const { body } = await recipient.read('/accounts/v3/mikomo?accountIds=brk24c7d20e9', idToken)
  const account = (body as Accounts).accounts[0]?.['investmentAccount']
  expect(account).toMatchObject({
    accountId: 'brk24c7d20e9',
    holdings: [{ symbol: 'VTI', units: 412.5, marketValue: expect.any(Number) }, { symbol: 'BND' }],
  })
  const cents = (value: unknown) => Math.round(Number(value) * 100)
  const holdings = (account?.['holdings'] ?? []) as { marketValue: number }[]
  const held = holdings.map(({ marketValue }) => cents(marketValue))
  const cash = cents(account?.['availableCashBalance'])
  expect(held.reduce((sum, value) => sum + value, cash)).toBe(cents(account?.['currentValue']))
})

test('only the requested accounts are returned, and one that is not shared is not found', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const read = async (ids: string) =>
    said(await recipient.read(`/accounts-info/v3/mikomo?accountIds=${ids}`, idToken))
  expect(await read('crd5d20f1c086,mtg5d20f1c087')).toMatchObject([
    200,
    { accounts: [{ locAccount: {} }, { loanAccount: {} }] },
  ])
  expect(await read('crd5d20f1c086,chk7719aa02b4')).toEqual(notFound)
})

interface SentTransaction {
  transactionId: string
  transactionTimestamp: string
  postedTimestamp?: string
  status: string
}

interface Page {
  links: { next?: { href: string }; prev?: { href: string } }
  transactions: Record<string, SentTransaction>[]
}

test('transactions come in pages that lead on to each other, without a gap or a repeat', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const pages: Page[] = []
  const start = '/transactions/v3/mikomo/chk5d20f1c083'
  let next: string | undefined =
    `${start}?startTime=2026-01-01T00:00:00Z&endTime=2026-03-01T00:00:00Z&limit=50`
  while (next !== undefined) {
    expect(next.startsWith(start)).toBe(true)
    const page = (await recipient.read(next, idToken)).body as Page
    pages.push(page)
    next = page.links.next?.href
  }
  const all = pages.flatMap(({ transactions }) => transactions.map((entry) => entry['depositTransaction']))
  const range = { fromMs: Date.parse('2026-01-01'), toMs: Date.parse('2026-03-01') }
  const truth = transactionsAt(ledgerOf('chk5d20f1c083'), range, Date.now())
  expect(pages.map(({ transactions }) => transactions.length).slice(0, -1)).toEqual(
    Array.from({ length: Math.floor(truth.length / 50) }, () => 50),
  )
  expect(pages.map(({ links }) => 'prev' in links)).toEqual(pages.map((_, index) => index > 0))
  expect(all.map((transaction) => transaction?.transactionId)).toEqual(truth.map(({ id }) => id))
  const times = all.map((one) => one?.postedTimestamp ?? one?.transactionTimestamp ?? '')
  expect(times).toEqual(times.toSorted().toReversed())
})

test('without times, the last fifteen days of transactions are given, and the newest are pending', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const { body } = await recipient.read('/transactions/v3/mikomo/crd5d20f1c086', idToken)
  const states = (body as Page).transactions.map((entry) => entry['locTransaction']?.status)
  expect(states.length).toBeGreaterThan(15)
  expect(new Set(states)).toEqual(new Set(['PENDING', 'POSTED']))
  expect(states.at(-1)).toBe('POSTED')
})

test('a user who shares payments and contact data has both', async () => {
  const { idToken } = await recipient.link('mikomo_10')
  const intent = { 'x-akoya-intent-type': 'payments' }
  const networks = '/payments/v3/mikomo/g833202fb0866d0ad83472c429/payment-networks'
  expect((await recipient.read(networks, idToken, intent)).body).toMatchObject({
    paymentNetworks: [{ identifierType: 'ACCOUNT_NUMBER', type: 'US_ACH' }],
  })
  expect((await recipient.read('/customers/v3/mikomo/current', idToken, intent)).body).toMatchObject({
    customer: { customerId: 'cust-0010', name: { first: 'Priya', last: 'Nair' } },
  })
  expect(said(await recipient.read('/payments/v3/mikomo/none/payment-networks', idToken, intent))).toEqual(
    notFound,
  )
})

const transactions = '/transactions/v3/mikomo/chk5d20f1c083'

test.each<[what: string, path: string, headers: Change, answer: unknown[]]>([
  ['no access token', '/balances/v3/mikomo', { authorization: null }, unauthorized],
  ['an access token that is none', '/balances/v3/mikomo', { authorization: 'Bearer x.y.z' }, unauthorized],
  ['no interaction type', '/balances/v3/mikomo', { 'x-akoya-interaction-type': null }, invalid],
  ['an odd interaction type', '/balances/v3/mikomo', { 'x-akoya-interaction-type': 'ROBOT' }, invalid],
  ['no last access', '/balances/v3/mikomo', { 'x-akoya-last-access': null }, invalid],
  ['a last access in words', '/balances/v3/mikomo', { 'x-akoya-last-access': 'yesterday' }, invalid],
  ['another institution', '/balances/v3/other', {}, invalid],
  ['no institution', '/balances/v3', {}, invalid],
  ['an odd version', '/balances/v1/mikomo', {}, wrongRoute],
  ['a path that goes on', '/balances/v3/mikomo/more', {}, wrongRoute],
  ['a product that is not shared', '/payments/v3/mikomo/chk5d20f1c083/payment-networks', {}, notSubscribed],
  ['an unknown account', '/transactions/v3/mikomo/none', {}, notFound],
  [
    'a start that is no date',
    `${transactions}?startTime=x&endTime=2026-01-01T00:00:00Z`,
    {},
    [400, { code: 702, message: 'Invalid start or end date' }],
  ],
  [
    'a start without an end',
    `${transactions}?startTime=2026-01-01T00:00:00Z`,
    {},
    [400, { code: 703, message: 'Invalid date range' }],
  ],
  [
    'an end before the start',
    `${transactions}?startTime=2026-02-01T00:00:00Z&endTime=2026-01-01T00:00:00Z`,
    {},
    [400, { code: 703, message: 'Invalid date range' }],
  ],
  ['an odd offset', `${transactions}?offset=-1`, {}, invalid],
])('a data call with %s is refused', async (_what, path, headers, answer) => {
  const { idToken } = await recipient.link('mikomo_7')
  const told = await recipient.read(path, idToken, headers)
  expect(said(told)).toEqual(answer)
  expect(told.headers.get('x-akoya-interaction-id')).toMatch(/^[\w-]{36}$/)
})

test('v2 needs no extra headers', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const none = { 'x-akoya-interaction-type': null, 'x-akoya-last-access': null }
  expect((await recipient.read('/balances/v2/mikomo', idToken, none)).status).toBe(200)
})

test('a subscriber to payments must send the intent with every v3 call', async () => {
  const { idToken } = await recipient.link('mikomo_10')
  const read = async (version: string, headers: Change) =>
    (await recipient.read(`/balances/${version}/mikomo`, idToken, headers)).status
  const nonPayments = { 'x-akoya-intent-type': 'nonpayments' }
  expect([await read('v3', {}), await read('v3', nonPayments), await read('v2', {})]).toEqual([400, 200, 200])
})

test('an ID token that has expired is refused, and a refreshed one is good', async () => {
  const { idToken, refreshToken } = await recipient.link('mikomo_4')
  recipient.pass(900_000)
  expect(said(await recipient.read('/balances/v3/mikomo', idToken))).toEqual(unauthorized)
  const { body } = await recipient.refresh(refreshToken)
  const renewed = String((body as Record<string, unknown>)['id_token'])
  expect((await recipient.read('/balances/v3/mikomo', renewed)).status).toBe(200)
})

test('a modified ID token is refused', async () => {
  const { idToken } = await recipient.link('mikomo_4')
  const [header, payload, signature] = idToken.split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>
  const forged = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString('base64url')
  expect(said(await recipient.read('/balances/v3/mikomo', `${header}.${forged}.${signature}`))).toEqual(
    unauthorized,
  )
})

test('access that a user ended at the bank is a customer not found, and can’t be refreshed', async () => {
  const { idToken, refreshToken } = await recipient.link('mikomo_7')
  recipient.mikomo.revokeAtBank(recipient.mikomo.consents()[0]?.grantId ?? '')
  expect(said(await recipient.read('/balances/v3/mikomo', idToken))).toEqual([
    404,
    { code: 601, message: 'Customer not found' },
  ])
  expect((await recipient.refresh(refreshToken)).status).toBe(400)
  await recipient.revoke(refreshToken)
  expect(recipient.mikomo.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'bank' }])
})
