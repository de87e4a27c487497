import { afterEach, beforeEach, expect, test } from 'vitest'
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
  expect(balances.accounts).toMatchObject([
    {
      depositAccount: { currentBalance: 4218.07, availableBalance: 4218.07, balanceAsOf: expect.any(String) },
    },
    { depositAccount: { currentBalance: 61940.55 } },
    { investmentAccount: { currentValue: 203115.2, availableCashBalance: 344.75 } },
    { locAccount: { currentBalance: 1302.66, creditLine: 12000, availableCredit: 10697.34 } },
    { loanAccount: { principalBalance: 284310.91 } },
  ])
})

test('balances move with every read, as of the time of the read', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const seen = new Set<unknown>()
  for (let read = 0; read < 6; read += 1) {
    const { accounts } = (await recipient.read('/balances/v3/mikomo', idToken)).body as Accounts
    const checking = accounts[0]?.['depositAccount']
    expect(Math.abs(Date.parse(String(checking?.['balanceAsOf'])) - Date.now())).toBeLessThan(
      limits.requestMs,
    )
    seen.add(checking?.['currentBalance'])
  }
  expect(seen.size).toBe(6)
})

test('an investment account lists what it holds', async () => {
  const { idToken } = await recipient.link('mikomo_1')
  const { body } = await recipient.read('/accounts/v3/mikomo?accountIds=brk24c7d20e9', idToken)
  expect(body).toMatchObject({
    accounts: [
      {
        investmentAccount: {
          accountId: 'brk24c7d20e9',
          holdings: [{ symbol: 'VTI', units: 412.5, marketValue: 120202.5 }, { symbol: 'BND' }],
        },
      },
    ],
  })
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

interface Page {
  links: { next?: { href: string }; prev?: { href: string } }
  transactions: Record<string, { transactionId: string; transactionTimestamp: string; status: string }>[]
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
  expect(pages.map(({ transactions, links }) => [transactions.length, 'prev' in links])).toEqual([
    [50, false],
    [50, true],
    [18, true],
  ])
  expect(new Set(all.map((transaction) => transaction?.transactionId)).size).toBe(118)
  const times = all.map((transaction) => transaction?.transactionTimestamp ?? '')
  expect(times).toEqual(times.toSorted().toReversed())
})

test('without times, the last fifteen days of transactions are given, and the newest are pending', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  const { body } = await recipient.read('/transactions/v3/mikomo/crd5d20f1c086', idToken)
  const states = (body as Page).transactions.map((entry) => entry['locTransaction']?.status)
  expect(states.length).toBe(30)
  expect([states[0], states.at(-1)]).toEqual(['PENDING', 'POSTED'])
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
