import { afterEach, beforeEach, expect, test } from 'vitest'
import { requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { labelConnections } from '../../../electron/main/connections/model/label.ts'
import { addDataset, changeDataset, runDatasetNow } from '../../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../../electron/main/datasets/require-dataset.ts'
import { deleteOfConnection } from '../../../electron/main/datasets/ended-access.ts'
import { readCoverage, readOfConnection, readRuns } from '../../../electron/main/datasets/read.ts'
import { startDatasets } from '../../../electron/main/datasets/schedule/dataset-timer.ts'
import { startRun } from '../../../electron/main/datasets/run/start-run.ts'
import { openDatasetFile } from '../../../electron/main/datasets/store/dataset-file.ts'
import { beginRun } from '../../../electron/main/datasets/store/runs.ts'
import { viewDataset } from '../../../electron/main/datasets/view.ts'
import { updateDataset } from '../../../electron/main/store/datasets.ts'
import type { Dataset } from '../../../shared/models/dataset.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { draftOf, queryDataset, runNow } from '../../support/datasets.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { accountIdsOf, keepLedger, type LedgerRow } from '../../support/ledger-bank.ts'

let harness: Harness
let bank: BulkBank
let ledger: LedgerRow[]
beforeEach(async () => {
  harness = openHarness({ undoMs: 0 })
  bank = await startBulkBank({ now: Date.now, grace: false })
  ledger = keepLedger(bank)
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const link = (connections: number, institutions = 1) =>
  linkInBulk(harness.deps, bank, { connections, institutions, dueMs: () => Date.now() + 86_400_000 })
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const add = (change = {}) => addDataset(harness.deps, { draft: draftOf(change), placeId: null }).id
const pathOf = (id: string) => requireDataset(harness.deps, id).path

/** Gives an account so many transactions, one every few days. */
function fill(accountId: string, count: number, everyDays = 3): void {
  for (let number = 0; number < count; number += 1) {
    ledger.push({
      accountId,
      transactionId: `${accountId}-${number}`,
      day: daysAgo(number * everyDays + 3),
      amount: -(number + 0.25),
      description: `Purchase ${number}`,
    })
  }
}

function rowsOf(id: string): { accounts: number; rows: number; total: number } {
  const [found] = queryDataset<{ accounts: number; rows: number; total: number }>(
    pathOf(id),
    `SELECT count(DISTINCT account_id) AS accounts, count(*) AS rows, sum(amount_minor) AS total FROM v_transactions`,
  )
  return found ?? { accounts: 0, rows: 0, total: 0 }
}

const totalOf = (rows: LedgerRow[]) => Math.round(rows.reduce((sum, { amount }) => sum + amount * 100, 0))
const isTransactions = (url: string) => url.startsWith('/transactions/')

test('a run reads every account’s whole history into the file, and the next one adds nothing twice', async () => {
  const [connectionId = ''] = await link(1)
  const [checking, card] = accountIdsOf('sub-c0')
  fill(checking, 120)
  fill(card, 40)
  const id = add()
  const first = await runNow(harness.deps, id)
  expect(first.lastRun).toMatchObject({ outcome: 'complete', inserted: 160, accountsRead: 2, problem: null })
  expect(rowsOf(id)).toEqual({ accounts: 2, rows: 160, total: totalOf(ledger) })
  expect(first).toMatchObject({ rows: 160, accounts: 2, connections: 1, isRunning: false, failedInARow: 0 })

  ledger.push({ accountId: card, transactionId: 'new', day: daysAgo(2), amount: -9.99, description: 'New' })
  const second = await runNow(harness.deps, id)
  expect(second.lastRun).toMatchObject({ outcome: 'complete', inserted: 1, updated: 0, vanished: 0 })
  expect(rowsOf(id)).toEqual({ accounts: 2, rows: 161, total: totalOf(ledger) })
  expect((await readRuns(harness.deps, id)).map(({ inserted }) => inserted)).toEqual([1, 160])
  const { coverage, balances } = await readOfConnection(harness.deps, connectionId)
  expect(coverage.map(({ rows, problem }) => [rows, problem])).toEqual([
    [120, null],
    [41, null],
  ])
  expect(balances.map(({ points }) => points.at(-1)?.amount)).toEqual(['421.80', '-130.20'])
})

test('nobody waits for a run: its requests say so, with the time of the last use as it is', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 5)
  harness.deps.lastUse.record()
  const usedAt = new Date().toISOString().slice(0, 16)
  harness.pass(3 * 3_600_000)
  const id = add()
  await runNow(harness.deps, id)
  const data = bank.requests.filter(({ path }) => path === 'data')
  expect(data.length).toBeGreaterThan(2)
  expect(new Set(data.map(({ interaction }) => interaction))).toEqual(new Set(['BATCH']))
  expect(new Set(data.map(({ lastAccess }) => lastAccess?.slice(0, 16)))).toEqual(new Set([usedAt]))
})

test('an account whose pages fail removes nothing, is in the coverage, and does not stop the others', async () => {
  await link(1)
  const [checking, card] = accountIdsOf('sub-c0')
  fill(checking, 10)
  fill(card, 10)
  const id = add()
  await runNow(harness.deps, id)
  bank.data = withOdd(bank, (url) => url.pathname.endsWith(checking), { transactions: 'none' })
  const { lastRun } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'partial', vanished: 0, accountsRead: 1, accountsMissing: 1 })
  expect(lastRun?.problem?.code).toBe('answer_invalid')
  expect(rowsOf(id).rows).toBe(20)
  const coverage = await readCoverage(harness.deps, id)
  expect(coverage.map(({ rows, problem }) => [rows, problem?.code])).toEqual([
    [10, 'answer_invalid'],
    [10, undefined],
  ])
})

function withOdd(of: BulkBank, isOdd: (url: URL) => boolean, odd: unknown): BulkBank['data'] {
  const { data } = of
  return (url, sub) => (isOdd(url) ? odd : data(url, sub))
}

test('a rate limit stops the institution, not the others, and what is missing is read again when it says', async () => {
  await link(4, 2)
  for (const sub of ['sub-c0', 'sub-c1', 'sub-c2', 'sub-c3']) fill(accountIdsOf(sub)[0], 3)
  bank.meets = (path, url) =>
    path === 'data' && url.includes('/bank-0/') ? { status: 429, retryAfterSeconds: 600 } : null
  const id = add({ schedule: { kind: 'daily', at: '06:00' } })
  const { lastRun, nextRunAtMs } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'partial', inserted: 6, accountsRead: 4 })
  expect(lastRun?.problem?.code).toBe('rate_limited')
  expect(lastRun?.untilMs).toBe(nextRunAtMs)
  expect((nextRunAtMs ?? 0) - Date.now()).toBeGreaterThan(500_000)
  const limited = bank.requests.filter(({ url }) => url.includes('/bank-0'))
  expect(new Set(limited.map(({ sub }) => sub)).size).toBe(1)
  expect(requireDataset(harness.deps, id).retry?.connectionIds.toSorted()).toEqual(['c0', 'c2'])
})

test('a run that is cancelled keeps what it has read, and the next one goes on there', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 200)
  const id = add()
  bank.meets = (path, url) => {
    if (path === 'data' && isTransactions(url) && dataRequests() > 4)
      void harness.deps.datasets.runs.cancel(id)
    return null
  }
  const dataRequests = () => bank.requests.filter(({ url }) => isTransactions(url)).length
  const cancelled = await runNow(harness.deps, id)
  expect(cancelled.lastRun?.outcome).toBe('cancelled')
  const { rows } = rowsOf(id)
  expect(rows).toBeGreaterThan(0)
  expect(rows).toBeLessThan(200)
  expect(cancelled.rows).toBe(rows)

  bank.meets = () => null
  const before = dataRequests()
  await runNow(harness.deps, id)
  expect(rowsOf(id)).toEqual({ accounts: 1, rows: 200, total: totalOf(ledger) })
  expect(dataRequests() - before).toBeLessThan(52)
})

test('progress tells how many accounts of how many, and how many rows', async () => {
  await link(2)
  fill(accountIdsOf('sub-c0')[0], 10)
  await runNow(harness.deps, add())
  const progress = harness.events
    .filter(({ name }) => name === 'dataset.progress')
    .map(({ payload }) => payload)
  expect(progress.at(-1)).toMatchObject({ accounts: 4, ofAccounts: 4 })
  // Windows overlap: some rows may be read twice.
  expect((progress.at(-1) as { rows: number }).rows).toBeGreaterThanOrEqual(10)
})

test('progress of a long account moves with each month that is read', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 200)
  await runNow(harness.deps, add())
  const shares = harness.events
    .filter(({ name }) => name === 'dataset.progress')
    .map(({ payload }) => payload as { accounts: number; share: number })
    .filter(({ accounts }) => accounts === 0)
    .map(({ share }) => share)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(new Set(shares).size).toBeGreaterThan(20)
  expect(shares.at(-1)).toBe(1)
})

test('while it runs, the window has what it has kept so far', async () => {
  await link(2)
  fill(accountIdsOf('sub-c0')[0], 10)
  const id = add()
  await runNow(harness.deps, id)
  const whileRunning = harness.events
    .filter(({ name }) => name === 'dataset.changed')
    .map(({ payload }) => payload as Dataset)
    .filter(({ isRunning }) => isRunning)
  expect(whileRunning.at(-1)).toMatchObject({ id, connections: 1, accounts: 2, lastRun: null })
  expect(whileRunning.at(-1)?.rows).toBeGreaterThan(0)
})

test('a run that a crash cut off is shown as interrupted after the next start, with what it kept', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 10)
  const id = add()
  await runNow(harness.deps, id)
  const file = openDatasetFile(pathOf(id))
  beginRun(file, { atMs: Date.now(), cause: 'by hand' })
  file.close()
  const row = requireDataset(harness.deps, id)
  updateDataset(harness.deps.store, { ...row, rows: 0, accounts: 0, connections: 0, lastRun: null })

  startDatasets(harness.deps)
  const find = () => viewDataset(harness.deps, requireDataset(harness.deps, id))
  await eventually('it is shown', () => find().lastRun !== null)
  expect(find()).toMatchObject({ rows: 10, accounts: 2, connections: 1, failedInARow: 0, problem: null })
  expect(find().lastRun).toMatchObject({ outcome: 'failed', problem: { code: 'run_interrupted' } })
  const [newest] = await readRuns(harness.deps, id)
  expect(newest).toEqual(find().lastRun)
  expect(await runNow(harness.deps, id)).toMatchObject({ rows: 10, lastRun: { outcome: 'complete' } })
})

test('a run that is under way at a start is not taken for an interrupted one', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 200)
  const id = add()
  runDatasetNow(harness.deps, id)
  await eventually('some of it is read', () => bank.requests.some(({ url }) => isTransactions(url)))
  startDatasets(harness.deps)
  await runNow(harness.deps, id)
  expect((await readRuns(harness.deps, id)).map(({ outcome }) => outcome)).toEqual(['complete'])
})

test('a dataset has only the connections with its label, and only accounts of its kinds', async () => {
  const [, second = ''] = await link(2)
  fill(accountIdsOf('sub-c0')[0], 3)
  fill(accountIdsOf('sub-c1')[0], 4)
  fill(accountIdsOf('sub-c1')[1], 5)
  labelConnections(harness.deps, [second], { add: ['Books'], remove: [] })
  const id = add({ selection: { kind: 'labels', labels: ['Books'] }, categories: ['deposit'] })
  expect((await runNow(harness.deps, id)).lastRun).toMatchObject({ outcome: 'complete', accountsRead: 1 })
  expect(rowsOf(id)).toMatchObject({ accounts: 1, rows: 4 })
})

test('the data of a connection whose access was revoked stay, unless the dataset is to have none of them', async () => {
  const [first = ''] = await link(2)
  fill(accountIdsOf('sub-c0')[0], 3)
  fill(accountIdsOf('sub-c1')[0], 4)
  const keeps = add()
  const deletes = add({ name: 'Deletes', whenAccessEnds: 'delete' })
  await runNow(harness.deps, keeps)
  await runNow(harness.deps, deletes)
  requestRevoke(harness.deps, first)
  await eventually('the rows are deleted', () => rowsOf(deletes).rows === 4)
  expect(rowsOf(keeps).rows).toBe(7)
  await deleteOfConnection(harness.deps, first)
  expect(rowsOf(keeps)).toMatchObject({ accounts: 1, rows: 4 })
})

test('a connection whose access has ended is missing at every run, until it is relinked or its data are deleted', async () => {
  const [, second = ''] = await link(2)
  fill(accountIdsOf('sub-c0')[0], 3)
  fill(accountIdsOf('sub-c1')[0], 4)
  const id = add()
  expect((await runNow(harness.deps, id)).lastRun).toMatchObject({ outcome: 'complete', accountsRead: 4 })
  const ended = bank.grants.get('sub-c0')
  if (ended) ended.isAlive = false
  harness.pass(3_600_000)
  const missing = {
    outcome: 'partial',
    accountsRead: 2,
    accountsMissing: 2,
    problem: { code: 'grant_ended' },
  }
  expect((await runNow(harness.deps, id)).lastRun).toMatchObject(missing)
  expect((await runNow(harness.deps, id)).lastRun).toMatchObject(missing)
  // Also where a run reads the other connection alone.
  const retry = { atMs: harness.deps.now(), connectionIds: [second] }
  updateDataset(harness.deps.store, { ...requireDataset(harness.deps, id), retry })
  await startRun(harness.deps, id, 'after refresh')
  expect(viewDataset(harness.deps, requireDataset(harness.deps, id)).lastRun).toMatchObject(missing)
  expect(rowsOf(id).rows).toBe(7)
  changeDataset(harness.deps, id, draftOf({ whenAccessEnds: 'delete' }))
  await eventually('the rows are deleted', () => rowsOf(id).rows === 4)
  const after = { outcome: 'complete', accountsRead: 2, accountsMissing: 0, problem: null }
  expect((await runNow(harness.deps, id)).lastRun).toMatchObject(after)
})

test('a dataset that is changed to delete loses the data of access that ended before', async () => {
  const [first = ''] = await link(2)
  fill(accountIdsOf('sub-c0')[0], 3)
  const id = add()
  await runNow(harness.deps, id)
  requestRevoke(harness.deps, first)
  await eventually('it is revoked', () => bank.requests.some(({ path }) => path === 'revoke'))
  expect(rowsOf(id).rows).toBe(3)
  changeDataset(harness.deps, id, draftOf({ whenAccessEnds: 'delete' }))
  await eventually('the rows are deleted', () => rowsOf(id).rows === 0)
})

test('a run that the end of the app cuts off is due again at the next start, and goes on', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 200)
  const id = add({ schedule: { kind: 'hourly' } })
  runDatasetNow(harness.deps, id)
  await eventually(
    'some of it is read',
    () => bank.requests.filter(({ url }) => isTransactions(url)).length > 4,
  )
  const deps = await harness.restart()
  const { rows } = rowsOf(id)
  expect(rows).toBeGreaterThan(0)
  expect(rows).toBeLessThan(200)
  await deps.tokens.queueRecovery(async () => {})
  await runNow(deps, id)
  expect(rowsOf(id)).toEqual({ accounts: 1, rows: 200, total: totalOf(ledger) })
})

test('a run by hand that the end of the app cuts off goes on at the next start, once', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 200)
  const id = add()
  runDatasetNow(harness.deps, id)
  await eventually(
    'some of it is read',
    () => bank.requests.filter(({ url }) => isTransactions(url)).length > 4,
  )
  const deps = await harness.restart()
  expect(rowsOf(id).rows).toBeLessThan(200)
  await deps.tokens.queueRecovery(async () => {})
  startDatasets(deps)
  const find = () => viewDataset(deps, requireDataset(deps, id))
  await eventually('it went on', () => find().lastRun?.outcome === 'complete' && !find().isRunning)
  expect(rowsOf(id)).toEqual({ accounts: 1, rows: 200, total: totalOf(ledger) })
  expect(find()).toMatchObject({ nextRunAtMs: null, rows: 200 })
})

test('a run by hand that the user cancels does not go on by itself', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 200)
  const id = add()
  runDatasetNow(harness.deps, id)
  await eventually('it reads', () => bank.requests.some(({ url }) => isTransactions(url)))
  await harness.deps.datasets.runs.cancel(id)
  expect(viewDataset(harness.deps, requireDataset(harness.deps, id))).toMatchObject({
    nextRunAtMs: null,
    lastRun: { outcome: 'cancelled' },
  })
})

test('a run that the user starts twice is one run', async () => {
  await link(1)
  fill(accountIdsOf('sub-c0')[0], 3)
  const id = add()
  runDatasetNow(harness.deps, id)
  expect(runDatasetNow(harness.deps, id).isRunning).toBe(true)
  await runNow(harness.deps, id)
  expect(await readRuns(harness.deps, id)).toHaveLength(1)
})
