import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportAccounts } from '../../../electron/main/export/accounts.ts'
import { exportTransactions } from '../../../electron/main/export/transactions.ts'
import {
  readMoreTransactions,
  readTransactions,
} from '../../../electron/main/connections/data/transactions.ts'
import { toFailure } from '../../../electron/main/core/errors.ts'
import { akoyaData } from '../../../electron/main/institutions/akoya/data.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { viewDetails } from '../../../electron/main/connections/model/view.ts'
import { linkMikomo } from '../../support/linked.ts'
import { trueBalance } from '../../support/mikomo-ledger.ts'
import { limits } from '../../support/limits.ts'
import { ofAccounts, ofConnection } from '../../support/export-scopes.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

const firstAccount = async () => {
  const linked = await linkMikomo(harness)
  return { connectionId: linked.id, accountKey: linked.accounts[0]?.key ?? '', days: 60 }
}

test('an account’s transactions come page by page, the newest first, until there are no more', async () => {
  const wanted = await firstAccount()
  const first = await readTransactions(harness.deps, wanted)
  expect(first).toMatchObject({ isPartial: false, transactions: { length: 50 } })
  expect(first.transactions).toContainEqual(
    expect.objectContaining({ isPending: true, amount: { amount: expect.any(String), currency: 'USD' } }),
  )
  expect(first.interactionId).toMatch(/^[\w-]+$/)

  const seen = [...first.transactions]
  let { next } = first
  while (next !== null) {
    const page = await readMoreTransactions(harness.deps, next)
    seen.push(...page.transactions)
    next = page.next
  }
  expect(seen.length).toBeGreaterThan(110)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  const times = seen.map(({ postedAtMs, madeAtMs }) => postedAtMs ?? madeAtMs ?? 0)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
})

test('the address of a page stays in the main process, and a name that was made up leads nowhere', async () => {
  const { next } = await readTransactions(harness.deps, await firstAccount())
  expect(next).toMatch(/^[0-9a-f-]{36}$/)
  expect(() => readMoreTransactions(harness.deps, 'made-up')).toThrow('not_found')
})

test.each([
  ['another host', 'https://evil.example/transactions/v3/mikomo/a1'],
  ['another product', '/payments/v3/mikomo/a1/payment-networks'],
  ['the same host by another scheme', 'http://bank.example/transactions/v3/mikomo/a1'],
])('a page that leads to %s gets no access token', async (_where, next) => {
  const asked: string[] = []
  const context = {
    http: {
      fetch: async (url: string) => {
        asked.push(url)
        return Response.json({})
      },
      close: async () => {},
      offsetMs: () => null,
    },
    accessToken: 'bearer',
    now: Date.now,
    lastUseMs: 0,
    isBatch: false,
    signal: AbortSignal.timeout(limits.requestMs),
  }
  const wanted = { accountId: 'a1', currency: 'USD', fromMs: 0, toMs: 1, next }
  const failed = await akoyaData('https://bank.example', 'mikomo')
    .readTransactions(context, wanted)
    .catch(toFailure)
  expect(failed).toMatchObject({ code: 'answer_invalid' })
  expect(asked).toEqual([])
})

test('a page of which every field is missing is read, and the memo says which way money went', async () => {
  const entries = [
    { depositTransaction: {} },
    { locTransaction: { amount: 12.5, debitCreditMemo: 'DEBIT', status: 'POSTED' } },
    { depositTransaction: { amount: -12.5, debitCreditMemo: 'credit', status: 'PENDING' } },
    { unheardOf: { other: 1 } },
  ]
  const http = {
    fetch: async () => Response.json({ transactions: entries }, { status: 206 }),
    close: async () => {},
    offsetMs: () => null,
  }
  const context = {
    http,
    accessToken: 'b',
    now: Date.now,
    lastUseMs: 0,
    isBatch: false,
    signal: AbortSignal.timeout(limits.requestMs),
  }
  const wanted = { accountId: 'a1', currency: 'USD', fromMs: 0, toMs: 1, next: null }
  const page = await akoyaData('https://bank.example', 'mikomo').readTransactions(context, wanted)
  const missing = {
    id: null,
    day: null,
    postedAtMs: null,
    madeAtMs: null,
    description: null,
    category: null,
    amount: null,
    direction: null,
    isPending: false,
    unreadable: [],
  }
  expect(page).toEqual({
    transactions: [
      missing,
      { ...missing, amount: { amount: '-12.50', currency: 'USD' }, direction: 'debit' },
      { ...missing, amount: { amount: '12.50', currency: 'USD' }, direction: 'credit', isPending: true },
    ],
    contents: expect.any(Array) as unknown,
    unreadable: 1,
    next: null,
    isPartial: true,
    sent: 4,
    total: 0,
    interactionId: null,
  })
})

test('accounts and transactions go into a file with exact amounts, and no formula comes from a bank', async () => {
  const wanted = await firstAccount()
  await exportAccounts(harness.deps, { ...ofConnection(wanted.connectionId), format: 'csv' })
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'json' })
  const [accounts, transactions] = harness.saved
  expect(accounts?.name).toMatch(/^mikomo-mikomo-7-accounts-\d{4}-\d\d-\d\d\.csv$/)
  const [{ id = '', asOfMs = 0 } = {}] = viewDetails(harness.deps, wanted.connectionId).accounts
  const balance = trueBalance(id, asOfMs ?? 0)
  expect(accounts?.text).toContain(
    `,Everyday checking,x0071,deposit,CHECKING,${balance},USD,current,${balance},`,
  )
  expect(transactions?.name).toMatch(/^mikomo-mikomo-7-everyday-checking-0071-transactions-/)
  const rows = JSON.parse(transactions?.text ?? '[]') as { amount: string; currency: string }[]
  expect(rows.length).toBeGreaterThan(110)
  expect(rows.every(({ amount, currency }) => /^-?\d+\.\d\d$/.test(amount) && currency === 'USD')).toBe(true)
})

test('a period that ends on an earlier day has nothing after that day [W-B13]', async () => {
  const wanted = await firstAccount()
  const dayOf = (ms: number) => new Date(ms).toLocaleDateString('sv')
  const toDay = dayOf(harness.deps.now() - 20 * 86_400_000)
  const { transactions } = await readTransactions(harness.deps, { ...wanted, days: 10, toDay })
  expect(transactions.length).toBeGreaterThan(0)
  const days = transactions.map(({ postedAtMs, madeAtMs }) => dayOf(postedAtMs ?? madeAtMs ?? 0)).toSorted()
  expect(days.at(-1)?.localeCompare(toDay)).toBeLessThanOrEqual(0)
  expect(days[0]?.localeCompare(dayOf(harness.deps.now() - 31 * 86_400_000))).toBeGreaterThanOrEqual(0)
})
