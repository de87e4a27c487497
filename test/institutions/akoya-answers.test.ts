import { expect, test } from 'vitest'
import { toFailure } from '../../electron/main/core/errors.ts'
import { readAccountsAnswers, readTransactionsAnswer } from '../support/akoya-answers.ts'

const transactionsIn = (body: unknown, currency?: string | null) =>
  readTransactionsAnswer({ body }, currency === undefined ? {} : { currency })

test('an entry that can’t be read costs no other, and is counted [A1]', async () => {
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
  expect(accounts[0]?.balance?.currency).toBe(code)
})

test('an account keeps its currency without a balance, and its transactions have it [E2]', async () => {
  const info = {
    body: { accounts: [{ depositAccount: { accountId: 'a1', currency: { currencyCode: 'CAD' } } }] },
  }
  const { accounts } = await readAccountsAnswers(info)
  expect(accounts[0]).toMatchObject({ currency: 'CAD', balance: null })

  const entries = [
    { depositTransaction: { amount: 12.5, debitCreditMemo: 'DEBIT' } },
    { depositTransaction: { amount: 3, currency: { currencyCode: 'EUR' } } },
  ]
  const ofAccount = await transactionsIn({ transactions: entries }, 'CAD')
  expect(ofAccount.transactions.map(({ amount }) => amount)).toEqual([
    { minorUnits: -1250, currency: 'CAD' },
    { minorUnits: 300, currency: 'EUR' },
  ])
  const ofUnknown = await transactionsIn({ transactions: entries }, null)
  expect(ofUnknown.transactions[0]?.amount?.currency).toBe('XXX')
})
