import { z } from 'zod'
import { failure } from '../errors.ts'
import { accountCategories, currency, decimal } from './account.ts'
import { day, id, ms, name } from './basics.ts'
import { label } from './connection.ts'
import { timeOfDay } from './hours.ts'
import { teamCopy } from './team.ts'

/** When a dataset runs, in the computer's time zone. */
export const schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('by hand') }),
  z.object({ kind: z.literal('after refresh') }),
  z.object({ kind: z.literal('hourly') }),
  z.object({ kind: z.literal('daily'), at: timeOfDay }),
  /** Monday to Friday. */
  z.object({ kind: z.literal('weekdays'), at: timeOfDay }),
])
export type Schedule = z.infer<typeof schedule>

/** Which connections. A label stands for the connections that carry it when the dataset runs. */
const datasetSelection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('connections'), ids: z.array(id).min(1) }),
  z.object({ kind: z.literal('labels'), labels: z.array(label).min(1) }),
])
export type DatasetSelection = z.infer<typeof datasetSelection>

export const copyFormats = ['parquet', 'csv', 'jsonl'] as const
export type CopyFormat = (typeof copyFormats)[number]

/** What the user chooses for a dataset. */
export const datasetDraft = z.object({
  name,
  selection: datasetSelection,
  categories: z.array(z.enum(accountCategories)).min(1),
  /** The first day, or null: as far back as institutions give, at most 730 days. */
  since: day.nullable(),
  schedule,
  /** The copies beside the SQLite file. */
  copies: z.array(z.enum(copyFormats)),
  /** What becomes of the data of a connection whose access has ended. */
  whenAccessEnds: z.enum(['keep', 'delete']),
})
export type DatasetDraft = z.infer<typeof datasetDraft>

/** How many transactions of each kind of change. */
const changeCounts = z.object({
  inserted: z.int(),
  updated: z.int(),
  posted: z.int(),
  vanished: z.int(),
})
export type ChangeCounts = z.infer<typeof changeCounts>

export const runResult = changeCounts.extend({
  atMs: ms,
  endedAtMs: ms,
  /** `partial`: something could not be read, which `problem` and the coverage say. */
  outcome: z.enum(['complete', 'partial', 'failed', 'cancelled']),
  accountsRead: z.int(),
  accountsMissing: z.int(),
  problem: failure.nullable(),
  /** When what is missing is read again; null for the next planned run. */
  untilMs: ms.nullable(),
})
export type RunResult = z.infer<typeof runResult>

export const dataset = datasetDraft.extend({
  id,
  place: z.object({
    /** The SQLite file, shortened for the window. */
    shown: z.string(),
    isInDataFolder: z.boolean(),
    /** The folder is copied to other computers by a program such as Dropbox. */
    isSynced: z.boolean(),
  }),
  isPaused: z.boolean(),
  isRunning: z.boolean(),
  nextRunAtMs: ms.nullable(),
  /** How many transactions it has. */
  rows: z.int(),
  accounts: z.int(),
  connections: z.int(),
  lastRun: runResult.nullable(),
  failedInARow: z.int(),
  /** Why it can't be read or written now. */
  problem: failure.nullable(),
  /** Its copy in a team's database; null without one. */
  team: teamCopy.nullable(),
})
export type Dataset = z.infer<typeof dataset>

/** What a dataset has of one account. */
export const coverage = z.object({
  connectionId: id,
  accountKey: z.string(),
  name: z.string(),
  mask: z.string().nullable(),
  institutionName: z.string(),
  from: day.nullable(),
  to: day.nullable(),
  /** Of the earliest transaction; null without any that has a day. Many institutions return no more than some months. */
  firstDay: day.nullable(),
  asOfMs: ms.nullable(),
  /** Transactions. */
  rows: z.int(),
  balances: z.int(),
  /** Held now. */
  holdings: z.int(),
  lastChange: changeCounts,
  /** Why the last read did not get everything. */
  problem: failure.nullable(),
})
export type Coverage = z.infer<typeof coverage>

const accountInQuestion = coverage.pick({ accountKey: true, name: true, mask: true })

/** Whether an account may be an earlier one under a new id, which only the user knows. Until then nothing is joined. */
export const accountQuestion = z.object({
  connectionId: id,
  now: accountInQuestion,
  /** No longer shared. */
  earlier: accountInQuestion,
  /** How many transactions of the earlier account the other has, of the days that both have whole. */
  common: z.int(),
  of: z.int(),
})
export type AccountQuestion = z.infer<typeof accountQuestion>

export const accountAnswer = z.object({
  connectionId: id,
  accountKey: coverage.shape.accountKey,
  earlierKey: coverage.shape.accountKey,
  isSame: z.boolean(),
})
export type AccountAnswer = z.infer<typeof accountAnswer>

/** A balance at the end of a day: in one currency, a debt below zero. */
const balancePoint = z.object({ day, amount: decimal })
export type BalancePoint = z.infer<typeof balancePoint>

/** What all datasets have of one connection. */
export const connectionData = z.object({
  coverage: z.array(coverage.extend({ datasetId: id, datasetName: z.string() })),
  balances: z.array(
    coverage
      .pick({ accountKey: true, name: true, mask: true })
      .extend({ currency: currency.nullable(), points: z.array(balancePoint) }),
  ),
})
export type ConnectionData = z.infer<typeof connectionData>

/** The total of all balances over time in one currency. */
export const totalOverTime = z.object({ currency, points: z.array(balancePoint) })
export type TotalOverTime = z.infer<typeof totalOverTime>
