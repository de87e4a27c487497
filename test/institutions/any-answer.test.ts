import fc from 'fast-check'
import { expect, test } from 'vitest'
import { account } from '../../shared/models/account.ts'
import { transaction } from '../../shared/models/transaction.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import { akoyaData } from '../../electron/main/institutions/akoya/data.ts'
import type { ReadContext } from '../../electron/main/institutions/model/profile.ts'

/** Gives one body to every call: the bytes are made and read as on the wire, without a socket for each of thousands of answers. */
function contextOf(body: unknown): ReadContext {
  return {
    http: {
      fetch: async () => new Response(JSON.stringify(body)),
      close: async () => {},
      offsetMs: () => null,
    },
    accessToken: 'b',
    now: () => 1_800_000_000_000,
    lastUseMs: 1_800_000_000_000,
    isBatch: false,
    signal: AbortSignal.timeout(60_000),
  }
}

const data = akoyaData('https://bank.example', 'x')

const field = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.double(),
  fc.constantFrom(
    '12.50',
    '+1',
    '1E5',
    'DEBIT',
    'CREDIT',
    '2026-11-20',
    '2026-11-20T12:00:00Z',
    '1970-01-01',
    '2026-11-31',
    20_261_120,
    '1,234.56',
    '',
    ' ',
    null,
    true,
  ),
  fc.record({ currencyCode: fc.constantFrom('USD', 'CAD', '', 7) }),
  fc.jsonValue({ maxDepth: 1 }),
)
const fieldsOf = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] })
/** Entries of a list, with how many accounts or transactions are sent in each. The first name is the id. */
const entriesOf = (names: readonly [string, ...string[]], keys: readonly [string, string, ...string[]]) => {
  const withId = (id: string) => fieldsOf(names).map((fields) => ({ ...fields, [names[0]]: id }))
  const one = fc.oneof(
    fieldsOf(names),
    fc.tuple(fc.constantFrom(...keys), fieldsOf(names)).map(([key, fields]) => ({ [key]: fields })),
    fc.jsonValue({ maxDepth: 2 }),
  )
  return fc.array(
    fc.oneof(
      { weight: 3, arbitrary: one.map((entry) => ({ entry, sent: 1 })) },
      fc
        .tuple(withId('i1'), withId('i2'))
        .map(([first, second]) => ({ entry: { [keys[0]]: first, [keys[1]]: second }, sent: 2 })),
    ),
    { maxLength: 12 },
  )
}
const sentIn = (entries: { sent: number }[]) => entries.reduce((sum, { sent }) => sum + sent, 0)

const accounts = entriesOf(
  [
    'accountId',
    'accountCategory',
    'nickname',
    'accountNumberDisplay',
    'currency',
    'currentBalance',
    'availableBalance',
    'balanceType',
    'balanceAsOf',
    'error',
  ],
  ['depositAccount', 'locAccount', 'loanAccount', 'digitalWallet'],
)
const transactions = entriesOf(
  [
    'transactionId',
    'amount',
    'debitCreditMemo',
    'description',
    'status',
    'postedTimestamp',
    'transactionTimestamp',
    'currency',
  ],
  ['depositTransaction', 'locTransaction', 'other'],
)

test('whatever is in a list of accounts, those read, repeated and unreadable are all that was sent', async () => {
  await fc.assert(
    fc.asyncProperty(accounts, async (entries) => {
      const known = { depositAccount: { accountId: 'known' } }
      const context = contextOf({ accounts: [...entries.map(({ entry }) => entry), known] })
      const read = await data.readAccounts(context)
      expect(read.accounts.length + read.repeats + read.unreadable).toBe(sentIn(entries) + 1)
      expect(new Set(read.accounts.map(({ key }) => key)).size).toBe(read.accounts.length)
      for (const one of read.accounts) expect(account.parse(one)).toEqual(one)
    }),
    { numRuns: 500 },
  )
})

test('whatever is in a list of transactions, those read and unreadable are all that was sent [Num 19]', async () => {
  const wanted = { accountId: 'a1', currency: 'USD', fromMs: 0, toMs: 1, next: null }
  await fc.assert(
    fc.asyncProperty(transactions, async (entries) => {
      const context = contextOf({ transactions: entries.map(({ entry }) => entry) })
      const read = await data.readTransactions(context, wanted)
      expect(read.transactions.length + read.unreadable).toBe(sentIn(entries))
      for (const one of read.transactions) expect(transaction.parse(one)).toEqual(one)
    }),
    { numRuns: 500 },
  )
})

const isNone = (value: unknown) =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

const isNoDay = (value: unknown) =>
  value === '1970-01-01' || (typeof value !== 'object' && /^\s*(0|-\d{1,14})\s*$/.test(String(value)))

test('whatever is in a field, it is in the row or named as unreadable [Num 19]', async () => {
  const wanted = { accountId: 'a1', currency: 'USD', fromMs: 0, toMs: 1, next: null }
  const names = ['amount', 'postedTimestamp', 'currency', 'category', 'debitCreditMemo'] as const
  await fc.assert(
    fc.asyncProperty(fieldsOf(names), async (fields) => {
      const sent = JSON.parse(JSON.stringify(fields)) as typeof fields
      const depositTransaction = { transactionId: 't1', ...sent }
      const context = contextOf({ transactions: [{ depositTransaction }] })
      const { transactions } = await data.readTransactions(context, wanted)
      const [row] = transactions
      if (!row) throw new Error('the entry is a transaction')
      expect(isNone(sent['amount'])).toBe(row.amount === null && !row.unreadable.includes('amount'))
      if (row.day === null && !isNoDay(sent['postedTimestamp'])) {
        expect(row.unreadable.includes('date')).toBe(!isNone(sent['postedTimestamp']))
      }
      if (typeof sent['category'] === 'object' || typeof sent['category'] === 'boolean') {
        expect(row.unreadable.includes('category')).toBe(!isNone(sent['category']))
      }
      if (row.direction === null && !isNone(sent['debitCreditMemo'])) {
        expect(row.unreadable).toContain('direction')
      }
      if (row.unreadable.includes('currency')) expect(row.amount?.currency ?? 'XXX').toBe('XXX')
    }),
    { numRuns: 1000 },
  )
})

test('whatever an answer is, it is read or refused as not understood', async () => {
  const wanted = { accountId: 'a1', currency: 'USD', fromMs: 0, toMs: 1, next: null }
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (body) => {
      const context = contextOf(body)
      const ends = await Promise.all([
        data.readAccounts(context).catch(toFailure),
        data.readTransactions(context, wanted).catch(toFailure),
      ])
      for (const end of ends) if ('code' in end) expect(end.code).toBe('answer_invalid')
    }),
    { numRuns: 300 },
  )
})
