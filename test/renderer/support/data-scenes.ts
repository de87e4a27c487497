import type { ConnectionData, Coverage, Dataset, RunResult } from '../../../shared/models/dataset.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import type { FakeData } from './fake-datasets.ts'
import type { Scene } from './fake-mooring.ts'
import { accountsScene, dayMs, everyStatusScene, hourMs, minuteMs } from './scenes.ts'

/** The day so many days ago, such as `2026-11-20`. */
export const dayAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)

export function runOf(change: Partial<RunResult> = {}): RunResult {
  const endedAtMs = change.endedAtMs ?? Date.now() - 4 * hourMs
  return {
    atMs: endedAtMs - 38_000,
    endedAtMs,
    outcome: 'complete',
    inserted: 64,
    updated: 0,
    posted: 3,
    vanished: 0,
    accountsRead: 31,
    accountsMissing: 0,
    problem: null,
    untilMs: null,
    ...change,
  }
}

export function datasetOf(change: Partial<Dataset> = {}): Dataset {
  return {
    id: 'd1',
    name: 'Treasury daily',
    selection: { kind: 'all' },
    categories: ['deposit', 'investment', 'loan', 'line-of-credit', 'insurance', 'annuity', 'other'],
    since: '2025-01-01',
    schedule: { kind: 'weekdays', at: '07:00' },
    copies: ['parquet'],
    whenAccessEnds: 'keep',
    place: { shown: '~/Data/treasury.db', isInDataFolder: false, isSynced: false },
    isPaused: false,
    isRunning: false,
    nextRunAtMs: Date.now() + 20 * hourMs,
    rows: 48_211,
    accounts: 31,
    connections: 9,
    lastRun: runOf(),
    failedInARow: 0,
    problem: null,
    team: null,
    ...change,
  }
}

const unchanged = { inserted: 0, updated: 0, posted: 0, vanished: 0 }

export function coverageOf(change: Partial<Coverage> = {}): Coverage {
  return {
    connectionId: 'c1',
    accountKey: 'a1',
    name: 'Everyday checking',
    mask: '0071',
    institutionName: 'Mikomo',
    from: '2025-01-01',
    to: dayAgo(0),
    firstDay: '2025-01-02',
    asOfMs: Date.now() - 4 * hourMs,
    rows: 3410,
    balances: 90,
    holdings: 0,
    lastChange: { ...unchanged, inserted: 2 },
    problem: null,
    ...change,
  }
}

/** A balance that moves, the same in every picture. */
function pointsOf(days: number, start: number, step: number): { day: string; amount: string }[] {
  const random = seededRandom(7)
  let amount = start
  return Array.from({ length: days }, (_, index) => {
    amount += step * (random() * 8 - 3)
    return { day: dayAgo(days - 1 - index), amount: amount.toFixed(2) }
  })
}

const ofConnection: ConnectionData = {
  coverage: [
    { ...coverageOf(), datasetId: 'd1', datasetName: 'Treasury daily' },
    {
      ...coverageOf({ accountKey: 'a2', rows: 212, from: '2025-03-12' }),
      datasetId: 'd1',
      datasetName: 'Treasury daily',
    },
    { ...coverageOf({ from: '2026-07-01', rows: 801 }), datasetId: 'd2', datasetName: 'Fund II' },
  ],
  balances: [
    {
      accountKey: 'a1',
      name: 'Everyday checking',
      mask: '0071',
      currency: 'USD',
      points: pointsOf(90, 3200, 11),
    },
    {
      accountKey: 'a2',
      name: 'High-yield savings',
      mask: '3390',
      currency: 'USD',
      points: pointsOf(90, 60_000, 32),
    },
  ],
}

const coverage: Coverage[] = [
  coverageOf(),
  coverageOf({
    accountKey: 'a4',
    name: 'Platinum card',
    mask: '1104',
    rows: 6902,
    lastChange: { ...unchanged, posted: 1 },
  }),
  coverageOf({
    connectionId: 'c2',
    accountKey: 'n1',
    name: 'Operating',
    mask: '4410',
    institutionName: 'Northbridge Bank',
    rows: 21_330,
    lastChange: { ...unchanged, inserted: 58 },
  }),
  coverageOf({
    connectionId: 'c2',
    accountKey: 'n3',
    name: 'Term loan',
    mask: '9007',
    institutionName: 'Northbridge Bank',
    from: '2025-03-12',
    firstDay: '2026-08-28',
    rows: 41,
    lastChange: unchanged,
  }),
  coverageOf({
    connectionId: 'c3',
    accountKey: 'b1',
    name: 'Brokerage',
    mask: '2231',
    institutionName: 'Crane Brokerage',
    from: '2026-07-01',
    to: dayAgo(4),
    firstDay: '2026-07-03',
    rows: 1284,
    lastChange: unchanged,
    problem: { code: 'grant_ended', detail: {} },
  }),
]

const runs: RunResult[] = [
  runOf(),
  runOf({
    endedAtMs: Date.now() - 28 * hourMs,
    outcome: 'partial',
    inserted: 12,
    posted: 0,
    accountsRead: 30,
    accountsMissing: 1,
    problem: { code: 'grant_ended', detail: {} },
  }),
  runOf({
    endedAtMs: Date.now() - 52 * hourMs,
    outcome: 'failed',
    inserted: 0,
    posted: 0,
    accountsRead: 0,
    problem: { code: 'offline', detail: { host: 'products.example.com' } },
  }),
  runOf({ endedAtMs: Date.now() - 76 * hourMs, inserted: 0, posted: 0 }),
  runOf({
    endedAtMs: Date.now() - 100 * hourMs,
    inserted: 47_802,
    posted: 0,
    atMs: Date.now() - 100 * hourMs - 9 * minuteMs,
  }),
]

const fund = () =>
  datasetOf({
    id: 'd2',
    name: 'Fund II',
    selection: { kind: 'labels', labels: ['Fund II'] },
    since: '2026-07-01',
    schedule: { kind: 'daily', at: '22:00' },
    copies: [],
    place: { shown: '~/.config/Mooring/data/datasets/fund-ii.sqlite', isInDataFolder: true, isSynced: false },
    rows: 9004,
    accounts: 14,
    connections: 2,
    lastRun: runOf({
      endedAtMs: Date.now() - 13 * hourMs,
      outcome: 'partial',
      inserted: 0,
      posted: 0,
      accountsMissing: 1,
      problem: { code: 'grant_ended', detail: {} },
    }),
  })

/** Two datasets, of which one misses an account whose connection has ended. */
export function dataScene(change: Partial<FakeData> = {}): Scene {
  return {
    ...accountsScene(),
    data: {
      datasets: [datasetOf(), fund()],
      coverage,
      runs,
      ofConnection,
      totals: [
        { currency: 'USD', points: pointsOf(90, 880_000, 460) },
        { currency: 'EUR', points: pointsOf(90, 2_090_000, 450) },
        { currency: 'JPY', points: pointsOf(40, 20_000_000, 9000) },
      ],
      place: { id: 'p1', shown: '~/Dropbox/Finance/treasury.db', isSynced: true },
      ...change,
    },
  }
}

/** A dataset of accounts that share balances only, and of one whose institution has no transactions. */
export function balancesOnlyScene(): Scene {
  const none = { rows: 0, from: null, to: null, firstDay: null, asOfMs: null, lastChange: unchanged }
  const host = 'products.example.com'
  return dataScene({
    datasets: [
      datasetOf({ rows: 0, accounts: 3, connections: 2, lastRun: runOf({ inserted: 0, posted: 0 }) }),
    ],
    coverage: [
      coverageOf({ ...none, problem: { code: 'not_subscribed', detail: { host } } }),
      coverageOf({
        ...none,
        accountKey: 'a2',
        name: 'High-yield savings',
        problem: { code: 'not_subscribed', detail: { host } },
      }),
      coverageOf({
        ...none,
        connectionId: 'c3',
        accountKey: 'b1',
        name: 'Brokerage',
        mask: '2231',
        institutionName: 'Crane Brokerage',
        holdings: 12,
        problem: { code: 'data_unavailable', detail: { host } },
      }),
    ],
  })
}

/** Datasets in every state. */
export function everyDatasetScene(): Scene {
  const failed = (change: Partial<RunResult>) =>
    runOf({ outcome: 'failed', inserted: 0, posted: 0, ...change })
  return dataScene({
    datasets: [
      datasetOf(),
      fund(),
      datasetOf({ id: 'd3', name: 'Month end', isPaused: true, nextRunAtMs: null }),
      datasetOf({
        id: 'd4',
        name: 'Payroll',
        failedInARow: 3,
        lastRun: failed({ problem: { code: 'offline', detail: { host: 'products.example.com' } } }),
      }),
      datasetOf({
        id: 'd5',
        name: 'Cards',
        lastRun: runOf({
          outcome: 'partial',
          problem: { code: 'rate_limited', detail: { host: 'products.example.com' } },
          untilMs: Date.now() + 40 * minuteMs,
        }),
      }),
      datasetOf({
        id: 'd6',
        name: 'Archive',
        lastRun: failed({ problem: { code: 'disk_full', detail: {} } }),
        problem: { code: 'disk_full', detail: {} },
      }),
      datasetOf({
        id: 'd7',
        name: 'Ledger 2025',
        place: { shown: '~/Dropbox/ledger.db', isInDataFolder: false, isSynced: true },
        problem: { code: 'dataset_gone', detail: {} },
      }),
      datasetOf({
        id: 'd8',
        name: 'New one',
        schedule: { kind: 'by hand' },
        nextRunAtMs: null,
        lastRun: null,
        rows: 0,
        accounts: 0,
        since: null,
      }),
    ],
  })
}

/** Names as long as they may be, and as many datasets as nobody needs. */
export function manyDatasetsScene(): Scene {
  return dataScene({
    datasets: Array.from({ length: 200 }, (_, index) =>
      datasetOf({
        id: `d${index + 1}`,
        name: index === 0 ? 'N'.repeat(200) : `Desk ${index + 1}`,
        place: {
          shown: index === 0 ? `~/${'folder/'.repeat(70)}a.db` : `~/Data/desk-${index + 1}.db`,
          isInDataFolder: false,
          isSynced: false,
        },
      }),
    ),
    coverage: Array.from({ length: 2000 }, (_, index) =>
      coverageOf({ accountKey: `k${index}`, name: index === 0 ? 'A'.repeat(500) : `Account ${index + 1}` }),
    ),
  })
}

/** A revoked connection whose data a dataset still has. */
export function revokedWithDataScene(): Scene {
  return { ...everyStatusScene(), data: dataScene().data }
}
