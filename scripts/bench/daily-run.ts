import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Database from 'better-sqlite3'
import { addDataset } from '../../electron/main/datasets/datasets.ts'
import { startRun } from '../../electron/main/datasets/run/start-run.ts'
import { findDataset } from '../../electron/main/store/datasets.ts'
import { openHarness, type Harness } from '../../test/support/harness.ts'
import { linkMikomo } from '../../test/support/linked.ts'
import { plainRow, quantile, type Goal, type Row, type Section } from './figures.ts'

const accounts = 50
const aDay = 20
const dayMs = 86_400_000
const stepMs = dayMs / aDay
const mostOnAPage = 500

/** A run of a dataset on the day after the last one: 50 accounts with 20 new transactions each. */
export async function dailyRunSection(daysStored: readonly number[], rounds: number): Promise<Section> {
  const flat: Goal = { of: 'ratio', most: 1.1 }
  const rows: Row[] = []
  let first: { ms: number; held: number } | null = null
  for (const days of daysStored) {
    const stand = await openStand(days)
    try {
      const ms: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        stand.harness.pass(dayMs)
        const before = process.cpuUsage()
        await run(stand, accounts * aDay)
        ms.push(ownMs(before))
      }
      const held = await heldInARun(stand)
      const p50 = quantile(ms, 0.5)
      first ??= { ms: p50, held }
      const stored = days * accounts * aDay
      rows.push(
        { ...plainRow(`run with ${stored} rows stored, ms`, p50, flat), ratio: p50 / first.ms },
        {
          ...plainRow('held at its pages, beyond what was held before, kB', held / 1000, flat),
          ratio: held / first.held,
        },
      )
      if (days === daysStored.at(-1)) rows.push(floorRow(stand, p50))
    } finally {
      await stand.harness.close()
    }
  }
  return {
    title: `A daily run of a dataset: ${accounts} accounts, ${aDay} new rows each; own processor time`,
    unit: '',
    rows,
    notes: [
      'The institution answers in this process, with JSON that is read, parsed and checked as ever.',
      'A run reads the last 45 days again, because rows come late: 900 rows of each account are compared for 20 new ones.',
    ],
  }
}

interface Stand {
  harness: Harness
  datasetId: string
  /** Called at each page. */
  onPage: () => void
}

async function openStand(days: number): Promise<Stand> {
  const harness = openHarness()
  // Access tokens that last: a refresh is measured elsewhere.
  ;(await harness.deps.sandbox.open()).misbehave({ idTokenSeconds: 10 ** 9 })
  await linkMikomo(harness)
  const stand: Stand = { harness, datasetId: '', onPage: () => {} }
  const { deps } = harness
  const { http } = deps
  deps.http = {
    ...http,
    fetch: async (address, init) => {
      const url = new URL(address)
      if (!/^\/(accounts-info|balances|accounts|transactions)\//.test(url.pathname))
        return http.fetch(address, init)
      if (!url.pathname.startsWith('/transactions/')) return Response.json({ accounts: accountList })
      stand.onPage()
      return Response.json(pageOf(url))
    },
  }
  const since = new Date(deps.now() - days * dayMs).toISOString().slice(0, 10)
  stand.datasetId = addDataset(deps, {
    draft: {
      name: 'Bench',
      selection: { kind: 'all' },
      categories: ['deposit'],
      since,
      schedule: { kind: 'by hand' },
      copies: [],
      whenAccessEnds: 'keep',
    },
    placeId: null,
  }).id
  await run(stand, null)
  return stand
}

async function run({ harness: { deps }, datasetId }: Stand, expected: number | null): Promise<void> {
  await startRun(deps, datasetId, 'by hand')
  const last = findDataset(deps.store, datasetId)?.lastRun
  if (last?.outcome !== 'complete' || (expected !== null && last.inserted !== expected)) {
    throw new Error(`not the run that is measured: ${JSON.stringify(last)}`)
  }
}

/** The most that the heap holds at any page of a run, beyond what it holds before it, bytes. */
async function heldInARun(stand: Stand): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  stand.harness.pass(dayMs)
  const before = held()
  let most = before
  stand.onPage = () => {
    most = Math.max(most, held())
  }
  await run(stand, accounts * aDay)
  return most - before
}

/** Processor time of this process since then, milliseconds. */
function ownMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** The same number of rows inserted into a copy of the table, one commit an account, as durable as the dataset's. */
function floorRow({ harness: { deps, folder }, datasetId }: Stand, runMs: number): Row {
  const path = findDataset(deps.store, datasetId)?.path ?? ''
  const db = new Database(join(folder, 'floor.sqlite'))
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec(`ATTACH '${path.replaceAll("'", "''")}' AS dataset`)
    db.exec('CREATE TABLE transactions AS SELECT * FROM dataset.transactions LIMIT 0')
    const rows = db
      .prepare(`SELECT * FROM dataset.transactions LIMIT ${accounts * aDay}`)
      .raw()
      .all() as unknown[][]
    const insert = db.prepare(`INSERT INTO transactions VALUES (${rows[0]?.map(() => '?').join()})`)
    const insertAll = db.transaction((some: unknown[][]) => some.forEach((row) => insert.run(...row)))
    const before = process.cpuUsage()
    for (let account = 0; account < accounts; account += 1) {
      insertAll(rows.slice(account * aDay, (account + 1) * aDay))
    }
    const ms = ownMs(before)
    return { ...plainRow('the new rows inserted by better-sqlite3 alone, ms', ms), ratio: runMs / ms }
  } finally {
    db.close()
  }
}

const accountList = Array.from({ length: accounts }, (_, number) => ({
  depositAccount: {
    accountId: `a${number}`,
    accountNumberDisplay: `xxxx${1000 + number}`,
    accountType: 'CHECKING',
    balanceType: 'ASSET',
    currency: { currencyCode: 'USD' },
    nickname: `Account ${number}`,
    currentBalance: 100,
  },
}))

/** One transaction each 72 minutes since 1970. */
function pageOf(url: URL): object {
  const accountId = url.pathname.split('/').at(-1) ?? ''
  const time = (name: string) => Date.parse(url.searchParams.get(name) ?? '')
  const newest = Math.floor(time('endTime') / stepMs)
  const oldest = Math.ceil(time('startTime') / stepMs)
  const from = newest - Number(url.searchParams.get('offset') ?? 0)
  const to = Math.max(from - mostOnAPage + 1, oldest)
  const query = new URLSearchParams(url.searchParams)
  query.set('offset', String(newest - to + 1))
  return {
    links: to > oldest ? { next: { href: `${url.pathname}?${query.toString()}` } } : {},
    transactions: Array.from({ length: Math.max(from - to + 1, 0) }, (_, index) =>
      entry(accountId, from - index),
    ),
  }
}

function entry(accountId: string, number: number): object {
  const at = new Date(number * stepMs).toISOString()
  return {
    depositTransaction: {
      accountId,
      transactionId: `${accountId}-${number}`,
      amount: ((number * 7919) % 50_000) / 100,
      debitCreditMemo: 'DEBIT',
      description: `Payee ${number % 211}`,
      status: 'POSTED',
      postedTimestamp: at,
      transactionTimestamp: at,
    },
  }
}
