import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportAccounts } from '../../electron/main/export/accounts.ts'
import { exportTransactions } from '../../electron/main/export/transactions.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import type { Answers } from '../support/answers.ts'
import { queryFileWithDuckDb } from '../support/csv-readers.ts'
import { answerDataWith } from '../support/data-answers.ts'
import { ofAccounts, ofConnection } from '../support/export-scopes.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'

let harness: Harness
const servers: Answers[] = []
beforeEach(() => {
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

type Rows = Record<string, unknown>[]

const savedRows = (): Rows => JSON.parse(harness.saved.at(-1)?.text ?? '[]') as Rows

const ofAll = { scope: { kind: 'all' as const } }

/** Two accounts of a connection: the transactions of the first are read, those of the second fail. */
async function linkWithFailing(status = 500) {
  const linked = await linkMikomo(harness)
  const [first, second] = linked.accounts
  if (!first || !second) throw new Error('no accounts')
  const transactions = [
    { depositTransaction: { amount: 12.5, debitCreditMemo: 'DEBIT', description: 'Rent' } },
  ]
  servers.push(
    await answerDataWith(harness, {
      [`transactions/v3/mikomo/${first.id}`]: { body: { transactions } },
      [`transactions/v3/mikomo/${second.id}`]: { status, body: {} },
    }),
  )
  const of = ({ key }: typeof first) => ({ connectionId: linked.id, accountKey: key })
  return { linked, first, second, both: ofAccounts(of(first), of(second)) }
}

test('the transactions of every connection are one file, each row with its connection and account', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_1')
  expect(await exportTransactions(harness.deps, { ...ofAll, days: 30, format: 'jsonl' })).toEqual({
    saved: true,
    isPartial: false,
  })
  const rows = (harness.saved[0]?.text ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Rows[0])
  expect(harness.saved[0]?.name).toMatch(/^mooring-transactions-\d{4}-\d\d-\d\d\.jsonl$/)
  expect(new Set(rows.map((row) => row?.['connection']))).toEqual(new Set([first.id, second.id]))
  for (const { accounts } of [first, second]) {
    const named = rows.filter((row) => accounts.some(({ id }) => id === row?.['account_id']))
    expect(named.length).toBeGreaterThan(0)
  }
  for (const { id } of [first, second]) {
    const [line] = listActivity(harness.deps.store, { connectionId: id, limit: 1 })
    expect(line?.kind).toBe('transactions_exported')
  }
})

test(
  'an account that can’t be read is named and counted, and the others are in the file',
  { tags: 'thorough' },
  async () => {
    const { second, both } = await linkWithFailing()
    const result = await exportTransactions(harness.deps, { ...both, days: 30, format: 'json' })
    expect(result).toMatchObject({
      saved: true,
      isPartial: true,
      missing: { count: 1, accounts: [{ failure: { code: 'server_unavailable' } }] },
    })
    expect(result.missing?.accounts[0]?.name).toBe(`${second.name} ···${second.mask}`)
    expect(harness.saved[0]?.name).toContain('-partial')
    expect(savedRows().map(({ amount, partial }) => [amount, partial])).toEqual([['-12.50', true]])
  },
)

test('an account that has no transactions is named, and the file is not short of anything', async () => {
  const { second, both } = await linkWithFailing(406)
  const result = await exportTransactions(harness.deps, { ...both, days: 30, format: 'json' })
  expect(result).toMatchObject({
    saved: true,
    isPartial: false,
    none: { count: 1, accounts: [{ failure: { code: 'data_unavailable' } }] },
  })
  expect(result.missing).toBeUndefined()
  expect(result.none?.accounts[0]?.name).toBe(`${second.name} ···${second.mask}`)
  expect(harness.saved[0]?.name).not.toContain('-partial')
  expect(savedRows().map(({ amount, partial }) => [amount, partial])).toEqual([['-12.50', false]])
})

test('a page that the one before led to is missing, also where the institution says that it has no such data', async () => {
  const { linked, first, both } = await linkWithFailing()
  const path = `transactions/v3/mikomo/${first.id}`
  const next = { href: `/${path}/next` }
  const transactions = [{ depositTransaction: { amount: 1, debitCreditMemo: 'DEBIT', description: 'A' } }]
  servers.push(
    await answerDataWith(harness, {
      [path]: { body: { transactions, links: { next } } },
      [`${path}/next`]: { status: 406, body: {} },
      [`transactions/v3/mikomo/${linked.accounts[1]?.id}`]: { body: { transactions } },
    }),
  )
  const result = await exportTransactions(harness.deps, { ...both, days: 30, format: 'json' })
  expect(result).toMatchObject({ isPartial: true, missing: { count: 1 } })
})

test('an export of a login that shares balances only is whole, without a row', async () => {
  const { id } = await linkMikomo(harness, 'mikomo_4')
  const only = { ...ofConnection(id), days: 30 }
  const result = await exportTransactions(harness.deps, { ...only, format: 'json' })
  expect(result).toMatchObject({ saved: true, isPartial: false, none: { count: 2 } })
  expect(savedRows()).toEqual([])
  await exportTransactions(harness.deps, { ...only, format: 'sqlite' })
  expect(harness.archives.at(-1)?.name).not.toContain('-partial')
  const db = openSaved()
  expect(db.prepare('SELECT outcome, accounts_read, accounts_missing, problem FROM runs').all()).toEqual([
    { outcome: 'complete', accounts_read: 2, accounts_missing: 0, problem: null },
  ])
  db.close()
})

test('an export of which no account can be read saves nothing and says why', async () => {
  const linked = await linkMikomo(harness)
  servers.push(await answerDataWith(harness, {}))
  await expect(
    exportTransactions(harness.deps, { ...ofConnection(linked.id), days: 30, format: 'csv' }),
  ).rejects.toMatchObject({ name: 'AppError' })
  expect(harness.saved).toEqual([])
})

test(
  'a Parquet file has the same rows and sums as JSON, and says partial on its rows',
  { tags: 'thorough' },
  async () => {
    const { both } = await linkWithFailing()
    await exportTransactions(harness.deps, { ...both, days: 30, format: 'parquet' })
    expect(harness.archives.at(-1)?.name).toMatch(/-partial\.parquet$/)
    expect(await read('SELECT amount::VARCHAR AS amount, description, partial FROM file')).toEqual([
      { amount: '-12.500000000000000000', description: 'Rent', partial: true },
    ])
  },
)

test('a SQLite file is a dataset that ran once: accounts, transactions, and what could not be read', async () => {
  const { linked, both } = await linkWithFailing()
  const result = await exportTransactions(harness.deps, { ...both, days: 30, format: 'sqlite' })
  expect(result).toMatchObject({ saved: true, isPartial: true, missing: { count: 1 } })
  expect(harness.archives.at(-1)?.name).toMatch(/-partial\.sqlite$/)
  const db = openSaved()
  expect(
    db.prepare('SELECT connection_id, amount, amount_minor, description FROM v_transactions').all(),
  ).toEqual([{ connection_id: linked.id, amount: '-12.50', amount_minor: -1250, description: 'Rent' }])
  expect(
    db.prepare('SELECT problem IS NULL AS isWhole FROM coverage ORDER BY account_id').pluck().all(),
  ).toEqual([1, 0])
  expect(db.prepare('SELECT outcome, accounts_read, accounts_missing FROM runs').all()).toEqual([
    { outcome: 'partial', accounts_read: 1, accounts_missing: 1 },
  ])
  // A file that needs no other one beside it (https://sqlite.org/fileformat2.html#file_format_version_numbers).
  expect([...(harness.archives.at(-1)?.bytes.subarray(18, 20) ?? [])]).toEqual([1, 1])
  db.close()
  expect(readdirSync(harness.folder).filter((name) => /partial$|\.lock$/.test(name))).toEqual([])
})

test('accounts are a SQLite file with exact balances, and an export that was cancelled leaves none', async () => {
  await linkMikomo(harness)
  await exportAccounts(harness.deps, { ...ofAll, format: 'json' })
  await exportAccounts(harness.deps, { ...ofAll, format: 'sqlite' })
  const db = openSaved()
  const found = db
    .prepare('SELECT amount FROM v_balances_latest WHERE is_main ORDER BY account_id')
    .pluck()
    .all()
  expect(found).toEqual(savedRows().flatMap(({ balance }) => balance ?? []))
  db.close()
  const controller = new AbortController()
  const run = { signal: controller.signal, report: () => controller.abort(), reportLeft: () => {} }
  const cancelled = exportTransactions(harness.deps, { ...ofAll, days: 30, format: 'sqlite' }, run)
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
  expect(harness.archives).toHaveLength(1)
  expect(readdirSync(harness.folder).filter((name) => /partial$|\.lock$/.test(name))).toEqual([])
})

test('accounts of everything are one Parquet file with exact balances', async () => {
  await linkMikomo(harness)
  await linkMikomo(harness, 'mikomo_1')
  await exportAccounts(harness.deps, { ...ofAll, format: 'json' })
  await exportAccounts(harness.deps, { ...ofAll, format: 'parquet' })
  const balances = savedRows().map(({ balance }) => balance)
  const found = await read('SELECT round(balance, 2)::DECIMAL(38,2)::VARCHAR AS balance FROM file')
  expect(found.map(({ balance }) => balance)).toEqual(balances)
})

test('of everything, connections whose access the user has ended are left out', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_1')
  harness.deps.store.prepare("UPDATE grants SET state = 'revoked' WHERE connection_id = ?").run(second.id)
  await exportAccounts(harness.deps, { ...ofAll, format: 'json' })
  expect(new Set(savedRows().map(({ connection }) => connection))).toEqual(new Set([first.id]))
})

/** The newest file, which is SQLite. */
function openSaved(): Database.Database {
  return new Database(Buffer.from(harness.archives.at(-1)?.bytes ?? ''))
}

/** What DuckDB reads of the newest file, which is Parquet. */
function read(query: string): Promise<Rows> {
  const file = join(harness.folder, 'read.parquet')
  writeFileSync(file, harness.archives.at(-1)?.bytes ?? '')
  return queryFileWithDuckDb(file, query)
}
