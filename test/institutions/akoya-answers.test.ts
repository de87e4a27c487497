import { shownBalance } from '../../shared/balance.ts'
import { expect, test } from 'vitest'
import { toFailure } from '../../electron/main/core/errors.ts'
import {
  nowMs,
  readAccountsAnswers,
  readAccountsFrom,
  readTransactionsAnswer,
} from '../support/akoya-answers.ts'

const transactionsIn = (body: unknown, currency?: string | null) =>
  readTransactionsAnswer({ body }, currency === undefined ? {} : { currency })

test('an entry that can’t be read does not affect the others, and is counted [A1]', async () => {
  const read = await transactionsIn({
    transactions: [null, 7, { note: 'hello' }, { depositTransaction: { transactionId: 't1', amount: 5 } }],
  })
  expect(read.transactions.map(({ id }) => id)).toEqual(['t1'])
  expect(read.unreadable).toBe(3)
})

test.each([
  ['an error with status 200', { code: 701, message: 'Account not found' }],
  ['no list', { transactions: null }],
  ['a list that is an object', { transactions: { depositTransaction: {} } }],
  ['nothing', null],
  ['text', 'html'],
])('transactions answered with %s are an error, not an empty page [A3]', async (_what, body) => {
  expect(await transactionsIn(body).catch(toFailure)).toMatchObject({ code: 'answer_invalid' })
})

test('accounts without a wrapper are read, with the category that they name [A4]', async () => {
  const { accounts } = await readAccountsAnswers({
    body: {
      accounts: [
        { accountCategory: 'DEPOSIT_ACCOUNT', accountId: 'a1', nickname: 'Chk', currentBalance: 5 },
        { accountCategory: 'LOC_ACCOUNT', accountId: 'a2' },
        { accountCategory: 'SOMETHING_NEW', accountId: 'a3' },
      ],
    },
  })
  expect(accounts.map(({ id, category, name }) => [id, category, name])).toEqual([
    ['a1', 'deposit', 'Chk'],
    ['a2', 'line-of-credit', 'Account'],
    ['a3', 'other', 'Account'],
  ])
})

test('accounts of which none can be read are an error, not "no accounts" [A4]', async () => {
  const body = { accounts: [{ depositAccount: { id: 'a1' } }] }
  expect(await readAccountsAnswers({ body }).catch(toFailure)).toMatchObject({ code: 'answer_invalid' })
})

test.each([
  ['as text', 'CAD', 'CAD'],
  ['as an object', { currencyCode: 'CAD' }, 'CAD'],
  ['in small letters with spaces', { currencyCode: ' cad ' }, 'CAD'],
  ['as a word that is no code', 'dollars', 'XXX'],
  ['not at all', undefined, 'XXX'],
])('a currency that an account names %s is never taken for US dollars [E1]', async (_how, currency, code) => {
  const body = { accounts: [{ depositAccount: { accountId: 'a1', currency, currentBalance: 5 } }] }
  const { accounts } = await readAccountsAnswers({ body })
  expect(accounts[0] && shownBalance(accounts[0])?.money.currency).toBe(code)
})

test('an account keeps its currency without a balance, and its transactions have it [E2]', async () => {
  const info = {
    body: { accounts: [{ depositAccount: { accountId: 'a1', currency: { currencyCode: 'CAD' } } }] },
  }
  const { accounts } = await readAccountsAnswers(info)
  expect(accounts[0]).toMatchObject({ currency: 'CAD', balances: {} })

  const entries = [
    { depositTransaction: { amount: 12.5, debitCreditMemo: 'DEBIT' } },
    { depositTransaction: { amount: 3, currency: { currencyCode: 'EUR' } } },
  ]
  const ofAccount = await transactionsIn({ transactions: entries }, 'CAD')
  expect(ofAccount.transactions.map(({ amount }) => amount)).toEqual([
    { amount: '-12.50', currency: 'CAD' },
    { amount: '3.00', currency: 'EUR' },
  ])
  const ofUnknown = await transactionsIn({ transactions: entries }, null)
  expect(ofUnknown.transactions[0]?.amount?.currency).toBe('XXX')
})

test('an account in a wrapper that no schema knows is read, and null beside it costs nothing [A6] [A8]', async () => {
  const { accounts } = await readAccountsAnswers({
    body: {
      accounts: [
        { digitalWallet: { accountId: 'w1', currentBalance: 5 } },
        { linkedAccount: null, depositAccount: { accountId: 'a1' } },
        { linkedAccount: {}, depositAccount: { accountId: 'a2' } },
      ],
    },
  })
  expect(accounts.map(({ id, category }) => [id, category])).toEqual([
    ['w1', 'other'],
    ['a1', 'deposit'],
    ['a2', 'deposit'],
  ])
})

test('entries that can’t be read are counted, and those that can are read all the same [A1]', async () => {
  const read = await readAccountsAnswers({
    body: { accounts: [null, { depositAccount: { accountId: 'a1' } }] },
  })
  expect(read).toMatchObject({ accounts: [{ id: 'a1' }], unreadable: 1, isComplete: false })
})

test('ids are taken as they are: numbers, of any length, with all their digits', async () => {
  const body = `{"accounts":[{"depositAccount":{"accountId":12345678901234567890,"currentBalance":1}},
    {"depositAccount":{"accountId":71}},{"depositAccount":{"accountId":"${'9'.repeat(400)}"}}]}`
  const { accounts } = await readAccountsAnswers({ body })
  expect(accounts.map(({ id }) => id)).toEqual(['12345678901234567890', '71', '9'.repeat(400)])
  expect(accounts.every(({ key }) => key.length <= 64)).toBe(true)
})

test('an amount with more digits than a double holds keeps its cents', async () => {
  const body = '{"transactions":[{"depositTransaction":{"transactionId":1e0,"amount":12345678901234567.89}}]}'
  const { transactions } = await transactionsIn(body)
  expect(transactions[0]?.amount).toEqual({ amount: '12345678901234567.89', currency: 'USD' })
})

test('accounts of further pages are read, and pages that lead in a circle end [B1] [B3]', async () => {
  const page = (id: string, links: unknown) => ({
    body: { accounts: [{ depositAccount: { accountId: id, currentBalance: 1 } }], links },
  })
  const all = await readAccountsFrom({
    '/accounts-info/v3/mikomo': page('a1', { next: { href: '/accounts-info/v3/mikomo?offset=2' } }),
    '/accounts-info/v3/mikomo?offset=2': page('a2', {}),
    '/balances/v3/mikomo': page('a1', [{ rel: 'next', href: '/balances/v3/mikomo?offset=2' }]),
    '/balances/v3/mikomo?offset=2': page('a2', null),
  })
  expect(all).toMatchObject({ accounts: [{ id: 'a1' }, { id: 'a2' }], isComplete: true })

  const circle = await readAccountsFrom({
    '/accounts-info/v3/mikomo': page('a1', { next: { href: '?page=2' } }),
    '/accounts-info/v3/mikomo?page=2': page('a1', { next: { href: '?page=2' } }),
    '/balances/v3/mikomo': page('a1', {}),
  })
  expect(circle).toMatchObject({ accounts: [{ id: 'a1' }], repeats: 1, isComplete: false })
})

test.each([
  ['an offset', { nextOffset: '50', totalElements: 120 }, 'offset=50'],
  ['an offset that is a number', { nextOffset: 50 }, 'offset=50'],
  ['a key', { nextPageKey: 'B47D80MVP23T' }, 'pageKey=B47D80MVP23T'],
])('a page of transactions that names the next by %s leads to it [B2]', async (_what, page, query) => {
  const { next } = await transactionsIn({ transactions: [], page })
  expect(next).toContain(query)
  expect(next).toContain('startTime=')
})

const accountsPage = (id: string, links: unknown, more: object = {}) => ({
  body: { accounts: [{ depositAccount: { accountId: id, currentBalance: 1 } }], links, ...more },
})

test.each([
  ['a list of one', { next: [{ href: '?offset=2' }] }],
  ['a list of an address', { next: ['?offset=2'] }],
  ['a relation in capitals', [{ rel: 'NEXT', href: '?offset=2' }]],
  ['several relations', [{ rel: 'self' }, { rel: 'last next', href: '?offset=2' }]],
  ['a relation in a list', [{ rel: ['next'], href: '?offset=2' }]],
])('the next page is read where the link to it is %s [Num 5]', async (_form, links) => {
  const read = await readAccountsFrom({
    '/accounts-info/v3/mikomo': accountsPage('a1', links),
    '/accounts-info/v3/mikomo?offset=2': accountsPage('a2', {}),
    '/balances/v3/mikomo': accountsPage('a1', {}),
  })
  expect(read).toMatchObject({ accounts: [{ id: 'a1' }, { id: 'a2' }], isComplete: true })
})

test.each([
  [
    'a link of 5,000 characters',
    (text: string) => ({ links: { next: { href: `?offset=${text}` } } }),
    'offset',
  ],
  [
    'a key of 1,500 characters',
    (text: string) => ({ page: { nextPageKey: text.slice(0, 1500) } }),
    'pageKey',
  ],
])('the next page is read by %s, uncut [Num 5]', async (_what, body, name) => {
  const text = 'k'.repeat(4992)
  const { next } = await transactionsIn({ transactions: [], ...body(text) })
  const sent = new URL(next ?? '').searchParams.get(name)
  expect(sent).toBe(name === 'pageKey' ? text.slice(0, 1500) : text)
})

test.each([
  ['is longer than servers accept', { links: { next: { href: `?offset=${'2'.repeat(9000)}` } } }],
  ['leads outside the product', { links: { next: { href: 'https://evil.example/accounts-info/v3/x' } } }],
  ['has no address', { links: { next: { id: 2 } } }],
  ['is a number', { links: { next: 2 } }],
  ['is a key of an unknown form', { page: { nextPageKey: { id: 2 } } }],
])('accounts and transactions are partial where the next page %s [Num 5]', async (_why, body) => {
  const accounts = accountsPage('a1', null, body)
  expect(await readAccountsAnswers(accounts)).toMatchObject({ accounts: [{ id: 'a1' }], isComplete: false })
  const transactions = await transactionsIn({
    transactions: [{ depositTransaction: { amount: 1 } }],
    ...body,
  })
  expect(transactions).toMatchObject({ transactions: { length: 1 }, next: null, isPartial: true })
})

test.each([
  [{ links: { next: null } }],
  [{ links: { next: {} } }],
  [{ links: { next: [] } }],
  [{ links: { next: { href: '' } } }],
  [{ links: [{ rel: 'self', href: '?offset=1' }] }],
  [{ links: {}, page: { nextPageKey: null, nextOffset: '' } }],
])('a page with %j is the last [Num 5]', async (body) => {
  const read = await readAccountsAnswers(accountsPage('a1', null, body))
  expect(read).toMatchObject({ accounts: [{ id: 'a1' }], isComplete: true })
})

test.each([
  [3, false],
  ['3', false],
  [1, true],
  [null, true],
  ['many', true],
])(
  'an answer of one entry that says there are %j in all and leads nowhere is whole: %j [Num 24]',
  async (totalElements, isWhole) => {
    const page = { totalElements }
    expect(await readAccountsAnswers(accountsPage('a1', null, { page }))).toMatchObject({
      accounts: [{ id: 'a1' }],
      isComplete: isWhole,
    })
  },
)

test('an account that an unstable order of pages left out makes the answer partial [Num 27]', async () => {
  const two = (one: string, other: string, links: object) => ({
    body: {
      accounts: [{ depositAccount: { accountId: one } }, { depositAccount: { accountId: other } }],
      links,
      page: { totalElements: 4 },
    },
  })
  const read = await readAccountsFrom({
    '/accounts-info/v3/mikomo': two('a1', 'a2', { next: '?offset=2' }),
    '/accounts-info/v3/mikomo?offset=2': two('a2', 'a3', {}),
    '/balances/v3/mikomo': accountsPage('a1', {}),
  })
  expect(read).toMatchObject({ accounts: { length: 3 }, repeats: 1, isComplete: false })
})

test('an entry that is nested thousands of levels deep is counted, and the others are read [Num 25]', async () => {
  const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)
  const list = (name: string, entry: string) =>
    `{"${name}":[${entry.replace('}}', `,"extra":${deep}}}`)},${entry}]}`
  const account = '{"depositAccount":{"accountId":"a1"}}'
  expect(await readAccountsAnswers({ body: list('accounts', account) })).toMatchObject({
    accounts: [{ id: 'a1' }],
    unreadable: 1,
    isComplete: false,
  })
  const transaction = '{"depositTransaction":{"transactionId":"t1","amount":5}}'
  expect(await readTransactionsAnswer({ body: list('transactions', transaction) })).toMatchObject({
    transactions: [{ id: 't1' }],
    unreadable: 1,
  })
})

test('a status or a category that is neither text nor number is named as unreadable [Num 26]', async () => {
  const depositTransaction = { transactionId: 't1', amount: 1, status: { code: 'PENDING' } }
  expect(await transactionsIn({ transactions: [{ depositTransaction }] })).toMatchObject({
    transactions: [{ isPending: false, unreadable: ['status'] }],
  })
  const account = { accountId: 'a1', accountCategory: { code: 'LOAN_ACCOUNT' }, principalBalance: 5 }
  expect(await readAccountsAnswers({ body: { accounts: [account] } })).toMatchObject({
    accounts: [{ category: 'other', unreadable: ['type'] }],
  })
})

test('accounts that go while their pages are read make the answer partial [Num 24]', async () => {
  const read = await readAccountsFrom({
    '/accounts-info/v3/mikomo': accountsPage('a1', { next: '?offset=1' }, { page: { totalElements: 3 } }),
    '/accounts-info/v3/mikomo?offset=1': accountsPage('a3', {}, { page: { totalElements: 2 } }),
    '/balances/v3/mikomo': accountsPage('a1', {}),
  })
  expect(read).toMatchObject({ accounts: [{ id: 'a1' }, { id: 'a3' }], isComplete: false })
})

test('a page with a link outside the product is read, and partial', async () => {
  const href = 'https://evil.example/transactions/v3/mikomo/a1'
  const read = await transactionsIn({
    transactions: [{ depositTransaction: { amount: 1 } }],
    links: { next: { href } },
  })
  expect(read).toMatchObject({ transactions: { length: 1 }, next: null, isPartial: true })
})

test.each([
  [
    'an empty posting time',
    { postedTimestamp: '', transactionTimestamp: '2026-11-20T12:00:00Z' },
    '2026-11-20',
  ],
  ['no posting time', { transactionTimestamp: '2026-11-20T23:30:00-05:00' }, '2026-11-20'],
  [
    'a posting time that can’t be',
    { postedTimestamp: '0001-01-01', transactionTimestamp: '2026-11-20' },
    '2026-11-20',
  ],
  ['nothing that can be read', { postedTimestamp: 'soon' }, null],
])('a transaction with %s has the day that is known [D3]', async (_what, times, day) => {
  const { transactions } = await transactionsIn({
    transactions: [{ depositTransaction: { amount: 1, ...times } }],
  })
  expect(transactions[0]?.day).toBe(day)
})

test.each([
  ['20240310', '2024-03-10', null],
  ['2024-03-10T12:00:00+01', '2024-03-10', Date.UTC(2024, 2, 10, 11)],
  ['last week', null, null],
  [undefined, null, null],
])('a balance as of %j is never as of now [D6]', async (balanceAsOf, asOfDay, asOfMs) => {
  const account = { accountId: 'a1', currentBalance: 5, balanceAsOf }
  const { accounts } = await readAccountsAnswers({ body: { accounts: [{ depositAccount: account }] } })
  expect(accounts[0]).toMatchObject({ asOfDay, asOfMs })
})

test.each([
  ['depositAccount', { currentBalance: null, availableBalance: 12.5 }, 'available', '12.50'],
  ['annuityAccount', { netPresentValue: 48_210.33 }, 'net-present-value', '48210.33'],
  ['loanAccount', { principalBalance: 100, payOffAmount: 104.2 }, 'principal', '-100.00'],
  ['loanAccount', { payOffAmount: 104.2 }, 'pay-off', '-104.20'],
  ['investmentAccount', { availableCashBalance: 3, currentValue: 20 }, 'value', '20.00'],
  ['locAccount', { currentBalance: '1302.66', availableBalance: 5 }, 'current', '-1302.66'],
  ['locAccount', { balanceType: 'ASSET', currentBalance: 7 }, 'current', '7.00'],
  ['locAccount', { currentBalance: -20 }, 'current', '20.00'],
  ['loanAccount', { currentBalance: 0 }, 'current', '0.00'],
  ['loanAccount', { principalBalance: '-250000.00' }, 'principal', '-250000.00'],
  ['loanAccount', { principalBalance: -5, availableBalance: 3 }, 'principal', '-5.00'],
  ['insuranceAccount', { policyPremium: 7 }, undefined, undefined],
])(
  'the balance of a %s with %j is shown by its kind, a debt below zero [F1] [F2] [Num 17]',
  async (key, fields, kind, amount) => {
    const account = { accountId: 'a1', currency: 'USD', ...fields }
    const { accounts } = await readAccountsAnswers({ body: { accounts: [{ [key]: account }] } })
    const shown = accounts[0] && shownBalance(accounts[0])
    expect([shown?.kind, shown?.money.amount]).toEqual([kind, amount])
  },
)

test('two accounts of one id are two, and the same one twice is one and counted [G1]', async () => {
  const joint = { accountId: 'a1', nickname: 'Joint', accountNumberDisplay: 'x1111', currentBalance: 5 }
  const own = { accountId: 'a1', nickname: 'Own', accountNumberDisplay: 'x2222', currentBalance: 7 }
  const entries = [joint, own, joint].map((depositAccount) => ({ depositAccount }))
  const read = await readAccountsAnswers({ body: { accounts: entries } })
  expect(read.accounts.map(({ name, mask, balances }) => [name, mask, balances.current])).toEqual([
    ['Joint', '1111', '5'],
    ['Own', '2222', '7'],
  ])
  expect(new Set(read.accounts.map(({ key }) => key)).size).toBe(2)
  expect(read.repeats).toBe(1)
})

test('two accounts of one id that have equal balances both have them, in order [Num 7]', async () => {
  const named = (nickname: string) => ({ depositAccount: { accountId: 'a1', nickname } })
  const of = (currentBalance: number) => ({
    depositAccount: { accountId: 'a1', currency: 'USD', currentBalance },
  })
  const read = await readAccountsAnswers(
    { body: { accounts: [named('A'), named('B'), named('C')] } },
    { body: { accounts: [of(0), of(0), of(7)] } },
  )
  const shown = read.accounts.map((one) => [one.name, one.unavailable, shownBalance(one)?.money.amount])
  expect(shown).toEqual([
    ['A', false, '0.00'],
    ['B', false, '0.00'],
    ['C', false, '7.00'],
  ])
  expect(read).toMatchObject({ repeats: 0, isComplete: true })
})

test('an account that two pages hold is one, also where its balance changed between them [Num 8]', async () => {
  const pageOf = (ids: string[], balanceAsOf: string, next?: string) => ({
    body: {
      accounts: ids.map((accountId) => ({ depositAccount: { accountId, currentBalance: 5, balanceAsOf } })),
      links: next === undefined ? {} : { next: { href: next } },
    },
  })
  const read = await readAccountsFrom({
    '/accounts-info/v3/mikomo': pageOf(['a1', 'a2'], '2026-11-20', '?offset=2'),
    '/accounts-info/v3/mikomo?offset=2': pageOf(['a2', 'a3'], '2026-11-21'),
    '/balances/v3/mikomo': pageOf(['a1', 'a2'], '2026-11-20', '?offset=2'),
    '/balances/v3/mikomo?offset=2': pageOf(['a2', 'a3'], '2026-11-21'),
  })
  expect(read.accounts.map(({ id, balances }) => [id, balances.current])).toEqual([
    ['a1', '5'],
    ['a2', '5'],
    ['a3', '5'],
  ])
  expect(read).toMatchObject({ repeats: 1, isComplete: true })
})

test('accounts of one id and different names on two pages are two, and the answer is partial [Num 8]', async () => {
  const pageOf = (nickname: string, links: unknown) => ({
    body: { accounts: [{ depositAccount: { accountId: 'a1', nickname, currentBalance: 5 } }], links },
  })
  const read = await readAccountsFrom({
    '/accounts-info/v3/mikomo': pageOf('Joint', { next: '?offset=2' }),
    '/accounts-info/v3/mikomo?offset=2': pageOf('Own', {}),
    '/balances/v3/mikomo': pageOf('Joint', { next: '?offset=2' }),
    '/balances/v3/mikomo?offset=2': pageOf('Own', {}),
  })
  expect(read.accounts.map(({ name, unavailable }) => [name, unavailable])).toEqual([
    ['Joint', false],
    ['Own', false],
  ])
  expect(read.isComplete).toBe(false)
})

test('which balance belongs to which of two accounts of one id is not made up [G1]', async () => {
  const named = (nickname: string) => ({ depositAccount: { accountId: 'a1', nickname } })
  const read = await readAccountsAnswers(
    { body: { accounts: [named('Joint'), named('Own')] } },
    { body: { accounts: [{ depositAccount: { accountId: 'a1', currentBalance: 5 } }] } },
  )
  expect(read.accounts).toMatchObject([{ unavailable: true }, { unavailable: true }])
})

test('an account that only the balances name is shown too', async () => {
  const read = await readAccountsAnswers(
    { body: { accounts: [{ depositAccount: { accountId: 'a1' } }] } },
    {
      body: {
        accounts: ['a1', 'a2'].map((accountId) => ({ depositAccount: { accountId, currentBalance: 1 } })),
      },
    },
  )
  expect(read.accounts.map(({ id, unavailable }) => [id, unavailable])).toEqual([
    ['a1', false],
    ['a2', false],
  ])
})

test.each([
  ['1234 ', '1234'],
  ['...12345', '12345'],
  ['...22345', '22345'],
  ['xxxx0071', '0071'],
  ['XX-0071', '0071'],
  ['******2538', '2538'],
  ['123456789012', '9012'],
  ['...123456789', '6789'],
  ['5678', '5678'],
  ['xxxx', null],
  ['****', null],
  ['', null],
  [71, '71'],
])('a number shown as %j has the mask %j [G3] [G4]', async (accountNumberDisplay, mask) => {
  const account = { accountId: 'a1', accountNumberDisplay }
  const { accounts } = await readAccountsAnswers({ body: { accounts: [{ depositAccount: account }] } })
  expect(accounts[0]?.mask).toBe(mask)
})

test.each([
  ['PENDING', true],
  ['pending', true],
  ['MEMO', true],
  ['AUTHORIZATION', true],
  ['POSTED', false],
  ['BOOKED', false],
  ['', false],
  [null, false],
  [undefined, false],
])('a transaction of status %j is pending only if the status says so [H1]', async (status, isPending) => {
  const { transactions } = await transactionsIn({
    transactions: [{ depositTransaction: { amount: 1, status } }],
  })
  expect(transactions[0]?.isPending).toBe(isPending)
})

test('an answer that says in capitals that it is not encoded is read [L1]', async () => {
  const headers = { 'content-encoding': 'Identity' }
  const read = await readTransactionsAnswer({ headers, body: { transactions: [{ depositTransaction: {} }] } })
  expect(read.transactions).toHaveLength(1)
})

test('no content means no transactions [L3]', async () => {
  expect(await readTransactionsAnswer({ status: 204, body: '' })).toMatchObject({
    transactions: [],
    isPartial: false,
  })
})

test.each([
  [503, { 'retry-after': '600' }, 600_000],
  [503, { 'retry-after': '3600' }, 900_000],
  [408, { 'retry-after': '7' }, 7000],
])('a data answer of %i with %j keeps when to come back [L4]', async (status, headers, waitMs) => {
  const failed = await readTransactionsAnswer({ status, headers, body: {} }).catch(toFailure)
  expect(failed).toMatchObject({ code: 'server_unavailable', detail: { untilMs: nowMs + waitMs } })
})

test('a page of three thousand transactions is read [B5]', async () => {
  const transactions = Array.from({ length: 3000 }, (_, index) => ({
    depositTransaction: { transactionId: `t${index}`, amount: index, description: 'x'.repeat(300) },
  }))
  expect((await transactionsIn({ transactions })).transactions).toHaveLength(3000)
})

test.each(['1,234.56', '(12.50)', '12,50', '$5.00', '12.50-', '1e400', {}, true])(
  'an amount of %j was sent and can’t be read: its transaction is counted and has no amount [Num 3]',
  async (amount) => {
    const read = await transactionsIn({
      transactions: [
        { depositTransaction: { transactionId: 't1', amount } },
        { depositTransaction: { transactionId: 't2', amount: 5 } },
      ],
    })
    expect(read.transactions).toMatchObject([
      { id: 't1', amount: null, unreadable: ['amount'] },
      { id: 't2', amount: { amount: '5.00' }, unreadable: [] },
    ])
    expect(read.unreadable).toBe(0)
  },
)

test.each([undefined, null, '', ' '])(
  'an amount of %j was not sent, and nothing is counted [Num 3]',
  async (amount) => {
    const read = await transactionsIn({
      transactions: [{ depositTransaction: { transactionId: 't1', amount } }],
    })
    expect(read).toMatchObject({ transactions: [{ id: 't1', amount: null, unreadable: [] }], unreadable: 0 })
  },
)

test.each([
  ['1,234.56', '1200.00', true, null],
  [{ amount: 5 }, '1200.00', true, null],
  ['1234.56', '1,200.00', false, '1234.56'],
  [null, '1200.00', false, '1200.00'],
  ['', '1200.00', false, '1200.00'],
])(
  'of a current balance %j and an available one %j, none is shown for another [Num 3]',
  async (currentBalance, availableBalance, unavailable, amount) => {
    const account = { accountId: 'a1', currency: 'USD', currentBalance, availableBalance }
    const { accounts } = await readAccountsAnswers({ body: { accounts: [{ depositAccount: account }] } })
    expect(accounts).toMatchObject([{ id: 'a1', unavailable }])
    expect(accounts[0] && (shownBalance(accounts[0])?.money.amount ?? null)).toBe(amount)
  },
)

test.each([
  ['a balanceType', { accountId: 'a1', balanceType: 'LIABILITY', currentBalance: 500 }, 'other'],
  ['a category', { accountId: 'a1', accountCategory: 'LOC_ACCOUNT', currentBalance: 500 }, 'line-of-credit'],
  ['a wrapper', { locAccount: { accountId: 'a1', currentBalance: 500 } }, 'line-of-credit'],
])('a debt that only the balances name by %s is below zero [Num 4]', async (_what, balance, category) => {
  const { accounts } = await readAccountsAnswers(
    { body: { accounts: [{ accountId: 'a1', nickname: 'Card', currency: 'USD' }] } },
    { body: { accounts: [balance] } },
  )
  expect(accounts).toMatchObject([{ name: 'Card', category, balanceType: 'liability' }])
  expect(accounts[0] && shownBalance(accounts[0])?.money.amount).toBe('-500.00')
})

test('what the balances say of a debt goes before what its category suggests [Num 4]', async () => {
  const { accounts } = await readAccountsAnswers(
    { body: { accounts: [{ locAccount: { accountId: 'a1' } }] } },
    { body: { accounts: [{ locAccount: { accountId: 'a1', balanceType: 'ASSET', currentBalance: 7 } }] } },
  )
  expect(accounts[0]).toMatchObject({ category: 'line-of-credit', balanceType: 'asset' })
})

test('an entry with two accounts, or two transactions, is read as two [Num 11] [Num 20]', async () => {
  const read = await readAccountsAnswers({
    body: {
      accounts: [
        { depositAccount: { accountId: 'a1' }, investmentAccount: { accountId: 'a2' } },
        { wallet: { accountId: 'a3' }, purse: { accountId: 'a4' } },
        { depositAccount: { accountId: 'a5' }, owner: { accountId: 'a5' } },
        { depositAccount: { accountId: 'a6' }, loanAccount: { currentBalance: 7 } },
      ],
    },
  })
  expect(read.accounts.map(({ id, category }) => [id, category])).toEqual([
    ['a1', 'deposit'],
    ['a2', 'investment'],
    ['a5', 'deposit'],
    ['a6', 'deposit'],
  ])
  // Of a wallet and a purse, it is unknown which is the account. The loan has no id.
  expect(read).toMatchObject({ unreadable: 2, isComplete: false })
  const { transactions, unreadable } = await transactionsIn({
    transactions: [{ depositTransaction: { amount: 1 }, locTransaction: { amount: 2 } }],
  })
  expect(transactions.map(({ amount }) => amount?.amount)).toEqual(['1.00', '2.00'])
  expect(unreadable).toBe(0)
})

test.each([
  [{ postedTimestamp: '20/11/2026', transactionTimestamp: '2026-11-20' }, ['date']],
  [{ postedTimestamp: '2026-11-20', transactionTimestamp: 'noon' }, ['date']],
  [{ postedTimestamp: '0001-01-01T00:00:00Z', transactionTimestamp: '' }, []],
  [{ currency: 'dollars' }, ['currency']],
  [{ currency: { code: 'CAD' } }, ['currency']],
  [{ currency: true }, ['currency']],
  [{ currency: 'XXX' }, []],
  [{ currency: {} }, []],
  [{ currency: { currencyCode: null, currencyRate: 1 } }, []],
  [{ debitCreditMemo: 'sideways' }, ['direction']],
  [{ debitCreditMemo: 'MEMO' }, []],
  [{ transactionId: { value: 7 }, description: ['a'], category: false }, ['id', 'description', 'category']],
] as [object, string[]][])(
  'of a transaction with %j, what can’t be read is named [Num 19]',
  async (fields, unreadable) => {
    const sent = { amount: 1, ...fields }
    const read = await transactionsIn({ transactions: [{ depositTransaction: sent }] })
    expect(read.transactions).toMatchObject([{ unreadable }])
    const { amount, currency } = read.transactions[0]?.amount ?? {}
    expect(Number(amount)).toBe(1)
    const isUnknown = 'currency' in fields && (unreadable.length > 0 || fields['currency'] === 'XXX')
    expect(currency).toBe(isUnknown ? 'XXX' : 'USD')
  },
)

test.each([
  [{ balanceAsOf: 'last week' }, ['date']],
  [{ availableBalance: '1,200.00' }, ['balance']],
  [{ currency: 'dollars', nickname: {} }, ['name', 'currency']],
  [{ accountType: true, accountNumberDisplay: [1], balanceType: 'DEBT' }, ['type', 'number', 'balance type']],
  [{ balanceAsOf: '1970-01-01', balanceType: 'asset', nickname: '' }, []],
])('of an account with %j, what can’t be read is named [Num 19]', async (fields, unreadable) => {
  const depositAccount = { accountId: 'a1', currentBalance: 5, ...fields }
  const read = await readAccountsAnswers({ body: { accounts: [{ depositAccount }] } })
  expect(read.accounts).toMatchObject([{ unreadable, unavailable: false, balances: { current: '5' } }])
  expect(read).toMatchObject({ unreadable: 0, isComplete: true })
})

test.each([
  ['DBIT', '-5.00'],
  ['dr', '-5.00'],
  ['CRDT', '5.00'],
  ['CR', '5.00'],
])('the memo %s gives the direction of the money [Num 19]', async (debitCreditMemo, amount) => {
  const { transactions } = await transactionsIn({
    transactions: [{ depositTransaction: { amount: 5, debitCreditMemo } }],
  })
  expect(transactions[0]?.amount?.amount).toBe(amount)
})

test('text that is no valid Unicode is made valid, and is cut between characters [Num 13]', async () => {
  const { transactions } = await transactionsIn(
    String.raw`{"transactions":[{"transactionId":"t\ud83d","amount":1,"category":"a\udc00b","description":"` +
      `${'😀'.repeat(1001)}"},{"transactionId":"t2","amount":1,"description":"${'a'.repeat(998)}😀bc"},` +
      `{"transactionId":"t3","amount":1,"description":"${'😀'.repeat(1000)}"}]}`,
  )
  expect(transactions.map(({ id }) => id)).toEqual(['t\uFFFD', 't2', 't3'])
  expect(transactions[0]?.category).toBe('a\uFFFDb')
  expect(transactions.map(({ description }) => description)).toEqual([
    `${'😀'.repeat(999)}…`,
    `${'a'.repeat(998)}😀…`,
    '😀'.repeat(1000),
  ])
})
