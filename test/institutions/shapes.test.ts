import { expect, test } from 'vitest'
import { shownBalance } from '../../shared/balance.ts'
import { readAccountsAnswers, readTransactionsAnswer } from '../support/akoya-answers.ts'
import { accountShapes, transactionShapes } from './shapes.ts'

test.each(accountShapes)('accounts in the shape of $source are read whole', async ({ body, rows }) => {
  const read = await readAccountsAnswers({ body })
  expect([read.unreadable, read.repeats, read.isComplete]).toEqual([0, 0, true])
  expect(
    read.accounts.map((account) => [
      account.id,
      account.category,
      account.mask,
      shownBalance(account)?.money.amount,
      account.currency,
      account.asOfDay,
    ]),
  ).toEqual(rows)
})

test.each(transactionShapes)(
  'transactions in the shape of $source are read whole',
  async ({ body, rows }) => {
    const read = await readTransactionsAnswer({ body })
    expect([read.unreadable, read.next, read.isPartial]).toEqual([0, null, false])
    expect(
      read.transactions.map(({ id, day, amount, isPending }) => [id, day, amount?.amount, isPending]),
    ).toEqual(rows)
  },
)
