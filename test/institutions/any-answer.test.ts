import fc from 'fast-check'
import { expect, test } from 'vitest'
import { account } from '../../shared/models/account.ts'
import { transaction } from '../../shared/models/transaction.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import { readAkoyaAccounts } from '../../electron/main/institutions/akoya/data.ts'
import { readAkoyaTransactions } from '../../electron/main/institutions/akoya/transactions.ts'
import type { ReadContext } from '../../electron/main/institutions/profile.ts'

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
    null,
    true,
  ),
  fc.record({ currencyCode: fc.constantFrom('USD', 'CAD', '', 7) }),
  fc.jsonValue({ maxDepth: 1 }),
)
const fieldsOf = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] })
const entriesOf = (names: readonly string[], keys: readonly string[]) =>
  fc.array(
    fc.oneof(
      fieldsOf(names),
      fc.tuple(fc.constantFrom(...keys), fieldsOf(names)).map(([key, fields]) => ({ [key]: fields })),
      fc.jsonValue({ maxDepth: 2 }),
    ),
    { maxLength: 12 },
  )

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
      const context = contextOf({ accounts: [...entries, { depositAccount: { accountId: 'known' } }] })
      const read = await readAkoyaAccounts(context, 'https://bank.example', 'x')
      expect(read.accounts.length + read.repeats + read.unreadable).toBe(entries.length + 1)
      expect(new Set(read.accounts.map(({ key }) => key)).size).toBe(read.accounts.length)
      for (const one of read.accounts) expect(account.parse(one)).toEqual(one)
    }),
    { numRuns: 500 },
  )
})

test('whatever is in a list of transactions, each is read or counted as unreadable, or has no amount and may be both', async () => {
  const wanted = { accountId: 'a1', currency: 'USD', fromMs: 0, toMs: 1, next: null }
  await fc.assert(
    fc.asyncProperty(transactions, async (entries) => {
      const context = contextOf({ transactions: entries })
      const read = await readAkoyaTransactions(context, 'https://bank.example', 'x', wanted)
      const missing = entries.length - read.transactions.length
      const withoutAmount = read.transactions.filter(({ amount }) => amount === null).length
      expect(read.unreadable).toBeGreaterThanOrEqual(missing)
      expect(read.unreadable).toBeLessThanOrEqual(missing + withoutAmount)
      for (const one of read.transactions) expect(transaction.parse(one)).toEqual(one)
    }),
    { numRuns: 500 },
  )
})

test('whatever an answer is, it is read or refused as not understood', async () => {
  const wanted = { accountId: 'a1', currency: 'USD', fromMs: 0, toMs: 1, next: null }
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (body) => {
      const context = contextOf(body)
      const ends = await Promise.all([
        readAkoyaAccounts(context, 'https://bank.example', 'x').catch(toFailure),
        readAkoyaTransactions(context, 'https://bank.example', 'x', wanted).catch(toFailure),
      ])
      for (const end of ends) if ('code' in end) expect(end.code).toBe('answer_invalid')
    }),
    { numRuns: 300 },
  )
})
