import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDataset, changeDataset } from '../../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../../electron/main/datasets/require-dataset.ts'
import { readCoverage } from '../../../electron/main/datasets/read.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { draftOf, queryDataset, runNow } from '../../support/datasets.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { keepLedger } from '../../support/ledger-bank.ts'

let harness: Harness
let bank: BulkBank
beforeEach(async () => {
  harness = openHarness({ undoMs: 0 })
  bank = await startBulkBank({ now: Date.now, grace: false })
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
const isOfHoldings = (url: string) => url.includes('accountIds=')
const isOfTransactions = (url: string) => url.startsWith('/transactions/')

const broker = {
  investmentAccount: {
    accountId: 'broker',
    accountType: 'BROKERAGE',
    nickname: 'Broker',
    accountNumberDisplay: '7002',
    currency: { currencyCode: 'USD' },
    currentBalance: 1500,
  },
}

/** A login with one investment account, and what its holdings are. */
function sendHoldings(holdings: () => unknown): void {
  bank.data = (url) => {
    if (isOfTransactions(url.pathname)) return { transactions: [] }
    if (!isOfHoldings(url.search)) return { accounts: [broker] }
    return { accounts: [{ investmentAccount: { ...broker.investmentAccount, holdings: holdings() } }] }
  }
}

const fund = (units: number) => ({ holdingId: 'h1', symbol: 'IDX', units, marketValue: 1500 })

/** The units of what the file says is held now. */
const heldNow = (id: string) =>
  queryDataset<{ units: string }>(
    requireDataset(harness.deps, id).path,
    `SELECT units FROM holdings JOIN accounts USING (account_id) WHERE read_at = holdings_read_at`,
  ).map(({ units }) => units)

test('a run whose list of accounts came only in part is not complete', async () => {
  keepLedger(bank)
  const { data } = bank
  bank.data = (url, sub) => {
    const answer = data(url, sub) as { accounts?: unknown[] }
    return answer.accounts ? { accounts: [...answer.accounts, 'unreadable'] } : answer
  }
  const { lastRun } = await runNow(harness.deps, add())
  expect(lastRun).toMatchObject({ outcome: 'partial', accountsRead: 2, accountsMissing: 0 })
  expect(lastRun?.problem?.code).toBe('answer_partial')
})

test('nor has it failed where it has no account of the chosen kinds', async () => {
  keepLedger(bank)
  const { data } = bank
  bank.data = (url, sub) => {
    const answer = data(url, sub) as { accounts?: unknown[] }
    return answer.accounts ? { accounts: [...answer.accounts, 'unreadable'] } : answer
  }
  const { lastRun } = await runNow(harness.deps, add({ categories: ['loan'] }))
  expect(lastRun).toMatchObject({ outcome: 'partial', accountsRead: 0, problem: { code: 'answer_partial' } })
})

test('holdings of which some can’t be read are not stored as if they were all', async () => {
  let holdings: unknown[] = [fund(1), fund(2)]
  sendHoldings(() => holdings)
  const id = add()
  expect((await runNow(harness.deps, id)).lastRun?.outcome).toBe('complete')
  expect(heldNow(id)).toEqual(['1', '2'])
  holdings = [fund(1), 'unreadable']
  const { lastRun } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'partial', problem: { code: 'answer_partial' } })
  expect(heldNow(id)).toEqual(['1', '2'])
  expect((await readCoverage(harness.deps, id)).map(({ problem }) => problem?.code)).toEqual([
    'answer_partial',
  ])
})

test('an account whose institution says that it has no holdings is read whole', async () => {
  sendHoldings(() => [])
  bank.meets = (_path, url) => (isOfHoldings(url) ? { status: 406 } : null)
  const { lastRun } = await runNow(harness.deps, add())
  expect(lastRun).toMatchObject({ outcome: 'complete', problem: null, accountsRead: 1 })
})

test('holdings are read also where the transactions are not', async () => {
  sendHoldings(() => [fund(3)])
  const { data } = bank
  bank.data = (url, sub) => (isOfTransactions(url.pathname) ? { transactions: 'none' } : data(url, sub))
  const id = add()
  const { lastRun } = await runNow(harness.deps, id)
  expect(lastRun?.problem?.code).toBe('answer_invalid')
  expect(heldNow(id)).toEqual(['3'])
})

test('holdings are not read once the institution limits requests', async () => {
  sendHoldings(() => [fund(3)])
  bank.meets = (_path, url) => (isOfTransactions(url) ? { status: 429, retryAfterSeconds: 600 } : null)
  await runNow(harness.deps, add())
  expect(bank.requests.filter(({ url }) => isOfHoldings(url))).toEqual([])
})

test('a limit that the holdings meet counts, also where the transactions came only in part', async () => {
  sendHoldings(() => [fund(3)])
  const { data } = bank
  bank.data = (url, sub) =>
    isOfTransactions(url.pathname) ? { transactions: ['unreadable'] } : data(url, sub)
  bank.meets = (_path, url) => (isOfHoldings(url) ? { status: 429, retryAfterSeconds: 600 } : null)
  const { lastRun } = await runNow(harness.deps, add())
  expect(lastRun).toMatchObject({ problem: { code: 'rate_limited' }, accountsMissing: 1 })
  expect((lastRun?.untilMs ?? 0) - Date.now()).toBeGreaterThan(500_000)
})

test('once everything is sold, the file says that nothing is held', async () => {
  let holdings: unknown[] = [fund(1)]
  sendHoldings(() => holdings)
  const id = add()
  await runNow(harness.deps, id)
  holdings = []
  await runNow(harness.deps, id)
  expect(heldNow(id)).toEqual([])
})

test('accounts of a kind that is no longer chosen are not marked as gone', async () => {
  keepLedger(bank)
  const id = add()
  await runNow(harness.deps, id)
  await changeDataset(harness.deps, id, draftOf({ categories: ['deposit'] }))
  await runNow(harness.deps, id)
  const gone = queryDataset<{ gone: string | null }>(
    requireDataset(harness.deps, id).path,
    'SELECT gone_at AS gone FROM accounts',
  )
  expect(gone).toEqual([{ gone: null }, { gone: null }])
  expect((await readCoverage(harness.deps, id)).map(({ problem }) => problem)).toEqual([null, null])
})

test('an account whose institution says that it has no transactions is read whole, and the coverage says why', async () => {
  keepLedger(bank)
  bank.meets = (_path, url) => (isOfTransactions(url) ? { status: 406 } : null)
  const id = add()
  const { lastRun } = await runNow(harness.deps, id)
  expect(lastRun).toMatchObject({ outcome: 'complete', problem: null, accountsRead: 2, accountsMissing: 0 })
  expect((await readCoverage(harness.deps, id)).map(({ problem }) => problem?.code)).toEqual([
    'data_unavailable',
    'data_unavailable',
  ])
})
