import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { shownBalance } from '../../shared/balance.ts'
import { listAccounts } from '../../electron/main/store/accounts.ts'
import { migrate, migrations } from '../../electron/main/store/migrations/index.ts'

test('accounts of an earlier version keep their balances, to the last digit, under keys of their own', () => {
  const store = new Database(':memory:')
  const step = migrations.findIndex((sql) => sql.includes('accounts_by_key'))
  migrate(store, migrations.slice(0, step))
  store.pragma('foreign_keys = OFF')
  const add = store.prepare(
    `INSERT INTO accounts (connection_id, id, position, category, type, name, mask, balance_minor, currency, balance_type, as_of, unavailable)
     VALUES ('c1', ?, ?, ?, NULL, 'Account', '0071', ?, ?, ?, 7, 0)`,
  )
  const before = [
    ['deposit', 421_807, 'USD', 'asset', 'current', '4218.07'],
    ['deposit', -5, 'USD', 'asset', 'current', '-0.05'],
    ['deposit', 1200, 'JPY', 'asset', 'current', '1200'],
    ['investment', 1235, 'BHD', 'asset', 'value', '1.235'],
    ['loan', 28_431_091, 'USD', 'liability', 'principal', '-284310.91'],
    ['deposit', 150_000_000, 'XXX', 'asset', 'current', '1.50000000'],
    ['deposit', null, null, 'asset', undefined, undefined],
  ] as const
  for (const [position, [category, minor, currency, type]] of before.entries()) {
    add.run(`a${position}`, position, category, minor, currency, type)
  }
  migrate(store)
  const accounts = listAccounts(store, 'c1')
  const shown = accounts.map((account) => shownBalance(account))
  expect(shown.map((one) => [one?.kind, one?.money.amount])).toEqual(
    before.map(([, , , , kind, amount]) => [kind, amount]),
  )
  expect(new Set(accounts.map(({ key }) => key)).size).toBe(before.length)
  expect(accounts[0]).toMatchObject({ id: 'a0', mask: '0071', asOfMs: 7, asOfDay: null, isEarlier: false })
  store.close()
})
