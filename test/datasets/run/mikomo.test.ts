import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  addDataset,
  changeDataset,
  removeDataset,
  requireDataset,
} from '../../../electron/main/datasets/datasets.ts'
import { deleteOfConnection } from '../../../electron/main/datasets/ended-access.ts'
import { readOfConnection, readTotals } from '../../../electron/main/datasets/read.ts'
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
