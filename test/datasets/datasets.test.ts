import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppError } from '../../electron/main/core/errors.ts'
import {
  addDataset,
  choosePlace,
  changeDataset,
  removeDataset,
  showDataset,
  viewDatasets,
} from '../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../electron/main/datasets/require-dataset.ts'
import { readOfConnection, readTotals } from '../../electron/main/datasets/read.ts'
import { findDataset } from '../../electron/main/store/datasets.ts'
import { startBulkBank, type BulkBank } from '../support/bulk-bank.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { filesBelow } from '../support/copied-dataset.ts'
import { draftOf, queryDataset, runNow } from '../support/datasets.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { accountIdsOf, keepLedger, type LedgerRow } from '../support/ledger-bank.ts'

let harness: Harness
let bank: BulkBank
let ledger: LedgerRow[]
let folder: string
beforeEach(async () => {
  harness = openHarness()
  folder = join(harness.folder, 'chosen')
  mkdirSync(folder)
  bank = await startBulkBank({ now: Date.now, grace: false })
  ledger = keepLedger(bank)
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

const add = (placeId: string | null = null, change = {}) =>
  addDataset(harness.deps, { draft: draftOf(change), placeId })
async function choose(name: string): Promise<string> {
  harness.datasetFile = join(folder, name)
  const { place } = await choosePlace(harness.deps, 'Household')
  if (!place) throw new Error('no place')
  return place.id
}
const spend = (count: number, day: string) => {
  for (let number = 0; number < count; number += 1) {
    const transactionId = `${day}-${number}`
    ledger.push({
      accountId: accountIdsOf('sub-c0')[0],
      transactionId,
      day,
      amount: -1,
      description: 'Coffee',
    })
  }
}
const yesterday = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'no error'
  } catch (thrown) {
    return (thrown as AppError).code
  }
}

test('nothing is created before a dataset is added, and then in files that only the user can read', async () => {
  expect(viewDatasets(harness.deps)).toEqual([])
  expect(existsSync(join(harness.folder, 'datasets'))).toBe(false)
  const placeId = await choose('Household.sqlite')
  expect(existsSync(join(folder, 'Household.sqlite'))).toBe(false)
  const { path } = requireDataset(harness.deps, add(placeId).id)
  expect(path).toBe(join(folder, 'Household.sqlite'))
  const own = requireDataset(harness.deps, add().id).path
  expect(own).toBe(join(harness.folder, 'datasets', 'Household.sqlite'))
  expect(requireDataset(harness.deps, add().id).path).toBe(
    join(harness.folder, 'datasets', 'Household 2.sqlite'),
  )
  if (process.platform === 'win32') return
  expect([path, own].map((one) => statSync(one).mode & 0o777)).toEqual([0o600, 0o600])
  expect(statSync(join(harness.folder, 'datasets')).mode & 0o777).toBe(0o700)
})

test('the window gets a shortened place and an id, and an unknown id is refused', async () => {
  harness.datasetFile = null
  expect(await choosePlace(harness.deps, 'Household')).toEqual({ place: null })
  mkdirSync(join(folder, 'Dropbox'))
  harness.datasetFile = join(folder, 'Dropbox', 'Household.sqlite')
  const { place } = await choosePlace(harness.deps, 'Household')
  expect(place).toMatchObject({ isSynced: true })
  expect(codeOf(() => add('unknown'))).toBe('not_found')
  expect(add(place?.id ?? null).place).toMatchObject({ isSynced: true, isInDataFolder: false })
})

test('two datasets can’t have one file', async () => {
  add(await choose('Household.sqlite'))
  const again = await choose('household')
  expect(codeOf(() => add(again))).toBe('dataset_taken')
  expect(viewDatasets(harness.deps)).toHaveLength(1)
})

test('a file that is none of ours is not changed, and nothing is added', async () => {
  const text = join(folder, 'letter.sqlite')
  writeFileSync(text, 'Dear Ana')
  const other = join(folder, 'other.sqlite')
  const database = new Database(other)
  database.exec('CREATE TABLE songs (name TEXT)')
  database.close()
  const before = readFileSync(other)
  for (const name of ['letter.sqlite', 'other.sqlite']) {
    const placeId = await choose(name)
    expect(codeOf(() => add(placeId))).toBe('dataset_not_ours')
  }
  expect(readFileSync(text, 'utf8')).toBe('Dear Ana')
  expect(readFileSync(other).equals(before)).toBe(true)
  expect(viewDatasets(harness.deps)).toEqual([])
})

test('a folder of somebody else where copies would be is said before anything is added, or changed', async () => {
  mkdirSync(join(folder, 'Household', 'csv'), { recursive: true })
  writeFileSync(join(folder, 'Household', 'csv', 'letter.txt'), 'Dear Ana')
  const placeId = await choose('Household.sqlite')
  expect(codeOf(() => add(placeId, { copies: ['csv'] }))).toBe('dataset_not_ours')
  expect(viewDatasets(harness.deps)).toEqual([])
  const { id } = add(placeId, { copies: ['parquet'] })
  const change = changeDataset(harness.deps, id, draftOf({ copies: ['parquet', 'csv'] }))
  await expect(change).rejects.toMatchObject({ code: 'dataset_not_ours' })
  expect(viewDatasets(harness.deps)[0]?.copies).toEqual(['parquet'])
})

test('a folder that is gone fails the run with its reason; the next run, with the folder back, goes on', async () => {
  spend(3, yesterday())
  const { id } = add(await choose('Household.sqlite'))
  await runNow(harness.deps, id)
  renameSync(folder, `${folder}-away`)
  const failed = await runNow(harness.deps, id)
  expect(failed).toMatchObject({ failedInARow: 1, problem: { code: 'dataset_gone' }, rows: 3 })
  expect(failed.lastRun).toMatchObject({ outcome: 'failed', problem: { code: 'dataset_gone' } })
  expect(existsSync(folder)).toBe(false)
  expect(codeOf(() => showDataset(harness.deps, id))).toBe('dataset_gone')
  expect(await readTotals(harness.deps)).toEqual([])
  expect(await readOfConnection(harness.deps, 'c0')).toEqual({ coverage: [], balances: [] })

  renameSync(`${folder}-away`, folder)
  spend(2, yesterday())
  ledger.splice(3, 2, ...ledger.slice(3).map((row, index) => ({ ...row, transactionId: `later-${index}` })))
  const { lastRun, problem } = await runNow(harness.deps, id)
  expect(problem).toBeNull()
  expect(lastRun).toMatchObject({ outcome: 'complete', inserted: 2 })
  showDataset(harness.deps, id)
  expect(harness.shownFiles).toEqual([join(folder, 'Household.sqlite')])
})

test(
  'a file that another program is writing fails the run with its reason, and the next one works',
  { tags: 'thorough' },
  async () => {
    spend(3, yesterday())
    const { id } = add(await choose('Household.sqlite'))
    const other = new Database(join(folder, 'Household.sqlite'))
    other.exec('BEGIN IMMEDIATE')
    expect((await runNow(harness.deps, id)).lastRun).toMatchObject({ problem: { code: 'dataset_in_use' } })
    other.exec('COMMIT')
    other.close()
    expect((await runNow(harness.deps, id)).lastRun).toMatchObject({ outcome: 'complete', inserted: 3 })
  },
)

test('a full disk fails the run with its reason and leaves nothing half written, and the next run goes on', async () => {
  spend(3, yesterday())
  const { id, path } = requireDataset(harness.deps, add().id)
  await runNow(harness.deps, id)
  spend(3000, new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10))
  // SQLite's own limit: it fails as on a disk that is full.
  const held = harness.deps.datasets.files.open(path)
  const pages = Number(held.db.pragma('page_count', { simple: true }))
  held.db.pragma(`max_page_count = ${pages + 20}`)
  const failed = await runNow(harness.deps, id)
  expect(failed).toMatchObject({ problem: { code: 'disk_full' }, lastRun: { outcome: 'failed' }, rows: 3 })
  expect(held.db.prepare('SELECT count(*) FROM transactions').pluck().get()).toBe(3)
  expect(held.db.pragma('integrity_check', { simple: true })).toBe('ok')

  held.db.pragma('max_page_count = 1000000')
  expect((await runNow(harness.deps, id)).lastRun).toMatchObject({ outcome: 'complete' })
  held.close()
  expect(queryDataset(path, 'SELECT count(*) AS count FROM v_transactions')).toEqual([{ count: 3003 }])
})

test('another program may read the file during a run, and sees whole months', async () => {
  spend(200, yesterday())
  const { id } = add(await choose('Household.sqlite'))
  const seen = new Set<number>()
  bank.meets = () => {
    const [found] = queryDataset<{ count: number }>(
      join(folder, 'Household.sqlite'),
      'SELECT count(*) AS count FROM v_transactions',
    )
    seen.add(found?.count ?? -1)
    return null
  }
  await runNow(harness.deps, id)
  expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 200])
})

test(
  '100,000 transactions of one month arrive, each once',
  { timeout: 120_000, tags: 'thorough' },
  async () => {
    const rows = keepLedger(bank, { pageLength: 10_000 })
    const accountId = accountIdsOf('sub-c0')[0]
    for (let number = 0; number < 100_000; number += 1) {
      rows.push({
        accountId,
        transactionId: `t${number}`,
        day: yesterday(),
        amount: -(number % 977),
        description: `Toll ${number % 5000}`,
      })
    }
    const { id } = add(null, { since: yesterday(), categories: ['deposit'] })
    const { lastRun, rows: stored } = await runNow(harness.deps, id)
    expect(lastRun).toMatchObject({ outcome: 'complete', inserted: 100_000 })
    expect(stored).toBe(100_000)
  },
)

test('removing a dataset keeps its files, and one that is added there again goes on with them', async () => {
  spend(3, yesterday())
  const first = add(await choose('Household.sqlite'))
  await runNow(harness.deps, first.id)
  await removeDataset(harness.deps, first.id, false)
  expect(findDataset(harness.deps.store, first.id)).toBeUndefined()
  const again = add(await choose('Household.sqlite'))
  expect(again).toMatchObject({ rows: 3, accounts: 2, connections: 1 })
  expect((await runNow(harness.deps, again.id)).lastRun).toMatchObject({ outcome: 'complete', inserted: 0 })
})

test('a dataset is moved by removing it and adding it where its files are now: nothing comes again, and copies stay', async () => {
  spend(3, yesterday())
  const first = add(await choose('Household.sqlite'), { copies: ['csv'] })
  await runNow(harness.deps, first.id)
  await removeDataset(harness.deps, first.id, false)
  const [month] = filesBelow(join(folder, 'Household/csv/transactions')).keys()
  const writtenMs = () => statSync(join(folder, 'Household/csv/transactions', month ?? '')).mtimeMs
  const before = writtenMs()
  const moved = join(harness.folder, 'moved')
  renameSync(folder, moved)
  folder = moved
  const { id } = add(await choose('Household.sqlite'), { copies: ['csv'] })
  const { lastRun, rows } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'complete', inserted: 0 })
  expect([rows, writtenMs()]).toEqual([3, before])
})

test('a dataset is moved by removing it and adding it where its files are now: nothing comes again, and copies stay', async () => {
  spend(3, yesterday())
  const first = add(await choose('Household.sqlite'), { copies: ['csv'] })
  await runNow(harness.deps, first.id)
  await removeDataset(harness.deps, first.id, false)
  const [month] = filesBelow(join(folder, 'Household/csv/transactions')).keys()
  const writtenMs = () => statSync(join(folder, 'Household/csv/transactions', month ?? '')).mtimeMs
  const before = writtenMs()
  const moved = join(harness.folder, 'moved')
  renameSync(folder, moved)
  folder = moved
  const { id } = add(await choose('Household.sqlite'), { copies: ['csv'] })
  const { lastRun, rows } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'complete', inserted: 0 })
  expect([rows, writtenMs()]).toEqual([3, before])
})

test('a dataset is moved by removing it and adding it where its files are now: nothing comes again, and copies stay', async () => {
  spend(3, yesterday())
  const first = add(await choose('Household.sqlite'), { copies: ['csv'] })
  await runNow(harness.deps, first.id)
  await removeDataset(harness.deps, first.id, false)
  const [month] = filesBelow(join(folder, 'Household/csv/transactions')).keys()
  const writtenMs = () => statSync(join(folder, 'Household/csv/transactions', month ?? '')).mtimeMs
  const before = writtenMs()
  const moved = join(harness.folder, 'moved')
  renameSync(folder, moved)
  folder = moved
  const { id } = add(await choose('Household.sqlite'), { copies: ['csv'] })
  const { lastRun, rows } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'complete', inserted: 0 })
  expect([rows, writtenMs()]).toEqual([3, before])
})

test('removing a dataset whose folder is gone removes it', async () => {
  const { id } = add(await choose('Household.sqlite'))
  rmSync(folder, { recursive: true })
  await removeDataset(harness.deps, id, true)
  expect(viewDatasets(harness.deps)).toEqual([])
})

test('a damaged definition is shown with its problem, and reads nothing', async () => {
  const { id } = add()
  harness.deps.store.prepare(`UPDATE datasets SET draft = '{}' WHERE id = ?`).run(id)
  const [damaged] = viewDatasets(harness.deps)
  expect(damaged).toMatchObject({
    name: 'Damaged dataset',
    problem: { code: 'row_damaged' },
    nextRunAtMs: null,
  })
  expect((await runNow(harness.deps, id)).lastRun).toMatchObject({ accountsRead: 0 })
  expect((await changeDataset(harness.deps, id, draftOf())).problem).toBeNull()
})
