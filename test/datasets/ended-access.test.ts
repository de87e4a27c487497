import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { addDataset } from '../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../electron/main/datasets/require-dataset.ts'
import { deleteEndedSoon, deleteOfConnection } from '../../electron/main/datasets/ended-access.ts'
import { startBulkBank, type BulkBank } from '../support/bulk-bank.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { draftOf, queryDataset, runNow } from '../support/datasets.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { accountIdsOf, keepLedger } from '../support/ledger-bank.ts'

let harness: Harness
let bank: BulkBank
beforeEach(async () => {
  harness = openHarness({ undoMs: 0 })
  bank = await startBulkBank({ now: Date.now, grace: false })
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  const accountId = accountIdsOf('sub-c0')[0]
  keepLedger(bank).push({ accountId, transactionId: 't1', day, amount: -1, description: 'Clinic' })
  await linkInBulk(harness.deps, bank, {
    connections: 1,
    institutions: 1,
    dueMs: () => Date.now() + 86_400_000,
  })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const add = (change = {}) => addDataset(harness.deps, { draft: draftOf(change), placeId: null }).id
const pathOf = (id: string) => requireDataset(harness.deps, id).path
const rowsOf = (id: string) => queryDataset(pathOf(id), 'SELECT * FROM v_transactions').length
const csvOf = (id: string) => join(pathOf(id).replace(/\.sqlite$/, ''), 'csv')

/** What would begin the deletion of data whose access has ended, as the timers were set: the test starts it. */
function holdTimer(): { plannedMs: number[]; start(): Promise<void> } {
  const plannedMs: number[] = []
  let work: () => Promise<void> | void = () => {}
  const { timers } = harness.deps
  const { set } = timers
  timers.set = (name, atMs, given) => {
    if (name !== 'ended access' || atMs === null) return set(name, atMs, given)
    plannedMs.push(atMs - harness.deps.now())
    work = given
  }
  return { plannedMs, start: async () => work() }
}

test(
  'a dataset whose file is in use does not keep the data of the others',
  { tags: 'thorough' },
  async () => {
    const first = add()
    const second = add({ name: 'Second' })
    for (const id of [first, second]) await runNow(harness.deps, id)
    const other = new Database(pathOf(first))
    other.exec('BEGIN IMMEDIATE')
    await expect(deleteOfConnection(harness.deps, 'c0')).rejects.toMatchObject({ code: 'dataset_in_use' })
    other.close()
    expect([rowsOf(first), rowsOf(second)]).toEqual([1, 0])
  },
)

test('a deletion whose copies failed goes on with the next one', async () => {
  const id = add({ copies: ['csv'] })
  await runNow(harness.deps, id)
  const accounts = join(csvOf(id), 'accounts.csv')
  const before = readFileSync(accounts)
  rmSync(accounts)
  mkdirSync(join(accounts, 'in the way'), { recursive: true })
  await expect(deleteOfConnection(harness.deps, 'c0')).rejects.toMatchObject({ code: 'file_unwritable' })
  expect(existsSync(join(csvOf(id), 'transactions'))).toBe(true)
  await expect(deleteOfConnection(harness.deps, 'c0')).rejects.toMatchObject({ code: 'file_unwritable' })
  rmSync(accounts, { recursive: true })
  writeFileSync(accounts, before)
  await deleteOfConnection(harness.deps, 'c0')
  expect(existsSync(join(csvOf(id), 'transactions', 'connection=c0'))).toBe(false)
  expect(requireDataset(harness.deps, id)).toMatchObject({ problem: null, rows: 0 })
})

test(
  'while another program reads the file the copies lose the data, and the next deletion empties the log',
  { tags: 'thorough' },
  async () => {
    const id = add({ copies: ['csv'] })
    await runNow(harness.deps, id)
    const reader = new Database(pathOf(id), { readonly: true })
    reader.exec('BEGIN; SELECT count(*) FROM transactions')
    await expect(deleteOfConnection(harness.deps, 'c0')).rejects.toMatchObject({ code: 'dataset_in_use' })
    expect(existsSync(join(csvOf(id), 'transactions', 'connection=c0'))).toBe(false)
    await expect(deleteOfConnection(harness.deps, 'c0')).rejects.toMatchObject({ code: 'dataset_in_use' })
    reader.close()
    await deleteOfConnection(harness.deps, 'c0')
    expect(readFileSync(pathOf(id), 'latin1')).not.toContain('Clinic')
  },
)

test('a deletion that falls into a run is tried again', async () => {
  const id = add({ whenAccessEnds: 'delete' })
  const timer = holdTimer()
  const ended = harness.deps.datasets.runs.start(id, async () => {
    deleteEndedSoon(harness.deps)
    await timer.start()
  })
  await ended
  expect(timer.plannedMs).toHaveLength(2)
})

test('a problem that can’t be written down does not stop the deletion from the other datasets', async () => {
  const [first, second] = ['First', 'Second'].map((name) => add({ name, whenAccessEnds: 'delete' }))
  if (first === undefined || second === undefined) throw new Error('no datasets')
  for (const id of [first, second]) await runNow(harness.deps, id)
  const timer = holdTimer()
  requestRevoke(harness.deps, 'c0')
  await eventually('access has ended', () => timer.plannedMs.length > 0)
  rmSync(pathOf(first))
  harness.deps.store.exec(
    `CREATE TRIGGER full BEFORE UPDATE ON datasets WHEN new.id = '${first}' BEGIN SELECT RAISE(ABORT, 'full'); END`,
  )
  const plannedBefore = timer.plannedMs.length
  await timer.start()
  expect(rowsOf(second)).toBe(0)
  expect(timer.plannedMs).toHaveLength(plannedBefore + 1)
})
