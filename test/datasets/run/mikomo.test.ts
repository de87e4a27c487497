import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  addDataset,
  changeDataset,
  removeDataset,
  viewDatasets,
} from '../../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../../electron/main/datasets/require-dataset.ts'
import { deleteOfConnection } from '../../../electron/main/datasets/ended-access.ts'
import { readCoverage, readOfConnection, readRuns, readTotals } from '../../../electron/main/datasets/read.ts'
import { methods } from '../../../shared/contract.ts'
import { draftOf, queryDataset, runNow } from '../../support/datasets.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

test('a dataset of Mikomo has its accounts, balances, holdings and transactions, and copies that go with it', async () => {
  const connection = await linkMikomo(harness)
  const draft = draftOf({ since: daysAgo(40), copies: ['csv', 'jsonl', 'parquet'] })
  const { id } = addDataset(harness.deps, { draft, placeId: null })
  const { lastRun, rows } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'complete', accountsRead: connection.accounts.length })
  expect(rows).toBeGreaterThan(100)
  const { path } = requireDataset(harness.deps, id)
  const [counts] = queryDataset<Record<string, number>>(
    path,
    `SELECT (SELECT count(*) FROM accounts) AS accounts, (SELECT count(DISTINCT account_id) FROM balances) AS balances,
       (SELECT count(*) > 0 FROM holdings) AS holdings`,
  )
  expect(counts).toEqual({
    accounts: connection.accounts.length,
    balances: connection.accounts.length,
    holdings: 1,
  })
  const ofConnection = await readOfConnection(harness.deps, connection.id)
  expect(ofConnection.balances.map(({ points }) => points.length)).toEqual(connection.accounts.map(() => 1))
  expect((await readTotals(harness.deps)).map(({ currency }) => currency)).toEqual(['USD'])

  const page = readFileSync(join(import.meta.dirname, '../../../docs/datasets.md'), 'utf8')
  const queries = [...page.matchAll(/```sql\n([^]*?)```/g)].map(([, query = '']) => query)
  expect(queries).toHaveLength(3)
  for (const query of queries) expect(queryDataset(path, query)).not.toEqual([])

  const answers = {
    'datasets.list': viewDatasets(harness.deps),
    'datasets.coverage': await readCoverage(harness.deps, id),
    'datasets.runs': await readRuns(harness.deps, id),
    'datasets.ofConnection': ofConnection,
    'datasets.totals': await readTotals(harness.deps),
  } as const
  for (const [method, answer] of Object.entries(answers)) {
    expect(methods[method as keyof typeof answers].output.safeParse(answer).error).toBeUndefined()
  }

  const copies = path.replace(/\.sqlite$/, '')
  for (const format of ['csv', 'jsonl', 'parquet'])
    expect(existsSync(join(copies, format, 'mooring.json'))).toBe(true)
  await changeDataset(harness.deps, id, { ...draft, copies: ['csv'] })
  expect(existsSync(join(copies, 'parquet'))).toBe(false)

  await deleteOfConnection(harness.deps, connection.id)
  expect(queryDataset(path, 'SELECT * FROM transactions')).toEqual([])
  expect(existsSync(join(copies, 'csv', 'transactions', `connection=${connection.id}`))).toBe(false)

  await removeDataset(harness.deps, id, true)
  expect([existsSync(path), existsSync(copies)]).toEqual([false, false])
  expect(harness.events.at(-1)).toEqual({ name: 'dataset.removed', payload: { id } })
})

test('accounts that share balances only are read whole, and the coverage says why they have no transactions', async () => {
  const { accounts } = await linkMikomo(harness, 'mikomo_4')
  const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
  const { lastRun, accounts: stored } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'complete', accountsRead: 2, accountsMissing: 0, problem: null })
  expect(stored).toBe(accounts.length)
  const coverage = await readCoverage(harness.deps, id)
  expect(coverage.map(({ problem }) => problem?.code)).toEqual(['not_subscribed', 'not_subscribed'])
})
