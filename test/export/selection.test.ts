import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

const savedRows = (index = -1): Rows => JSON.parse(harness.saved.at(index)?.text ?? '[]') as Rows

const ofAll = { scope: { kind: 'all' as const } }

/** Two accounts of a connection: the transactions of the first are read, those of the second fail. */
async function linkWithFailing(status = 500) {
  const linked = await linkMikomo(harness)
  const [first, second] = linked.accounts
  if (!first || !second) throw new Error('no accounts')
  const transactions = [{ depositTransaction: { amount: 12.5, debitCreditMemo: 'DEBIT', description: 'Rent' } }]
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
  const rows = (harness.saved[0]?.text ?? '').trim().split('\n').map((line) => JSON.parse(line) as Rows[0])
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

test('an account that can’t be read is named and counted, and the others are in the file', async () => {
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
})

test('an export of which no account can be read saves nothing and says why', async () => {
  const linked = await linkMikomo(harness)
  servers.push(await answerDataWith(harness, {}))
  await expect(
    exportTransactions(harness.deps, { ...ofConnection(linked.id), days: 30, format: 'csv' }),
  ).rejects.toMatchObject({ name: 'AppError' })
  expect(harness.saved).toEqual([])
})

test('a Parquet file has the same rows and sums as JSON, and says partial on its rows', async () => {
  const { both } = await linkWithFailing()
  await exportTransactions(harness.deps, { ...both, days: 30, format: 'parquet' })
  expect(harness.archives.at(-1)?.name).toMatch(/-partial\.parquet$/)
  expect(await read('SELECT amount::VARCHAR AS amount, description, partial FROM file')).toEqual([
    { amount: '-12.500000000000000000', description: 'Rent', partial: true },
  ])
})

test('accounts of everything are one Parquet file with exact balances', async () => {
  await linkMikomo(harness)
  await linkMikomo(harness, 'mikomo_1')
  await exportAccounts(harness.deps, { ...ofAll, format: 'json' })
  await exportAccounts(harness.deps, { ...ofAll, format: 'parquet' })
  const balances = savedRows(-2).map(({ balance }) => balance)
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

/** What DuckDB reads of the newest file, which is Parquet. */
function read(query: string): Promise<Rows> {
  const file = join(harness.folder, 'read.parquet')
  writeFileSync(file, harness.archives.at(-1)?.bytes ?? '')
  return queryFileWithDuckDb(file, query)
}
