import type { Coverage, Dataset, RunResult, Schedule } from '../../shared/models/dataset.ts'
import type { Tone } from '../text/connection-status.ts'
import { messageOf } from '../text/error-messages.ts'
import {
  calendarDayText,
  capitalized,
  countText,
  dayTimeText,
  isSoon,
  numberText,
  timeText,
} from '../text/format.ts'
import { text } from '../text/text.ts'

export interface RunStatus {
  tone: Tone
  /** So that a status does not depend on colour alone. */
  shape: string
  label: string
}

/** So many failures in a row are named, and notified. */
const manyFailures = 3

/** How a dataset is: what is wrong with it or its team copy now, else how its last run ended. */
export function statusOf(dataset: Dataset, nowMs: number): RunStatus {
  const { isRunning, problem, lastRun, failedInARow } = dataset
  if (isRunning) return { tone: 'working', shape: '●', label: text.data.status.running }
  if (problem) {
    const label = messageOf(problem).short ?? text.data.status.stopped
    return { tone: 'broken', shape: '▲', label }
  }
  if (lastRun === null) return { tone: 'ended', shape: '○', label: text.data.status.notRun }
  const status = statusOfRun(lastRun, nowMs)
  const inTeam = dataset.team?.problem
  if (lastRun.outcome === 'complete' && inTeam) {
    return { tone: 'soon', shape: '◐', label: messageOf(inTeam).short ?? text.data.status.partial }
  }
  if (lastRun.outcome !== 'failed' || failedInARow < manyFailures) return status
  return { ...status, label: text.data.status.failedInARow(failedInARow) }
}

/** How a run ended. */
export function statusOfRun(run: RunResult, nowMs: number): RunStatus {
  const { outcome, problem, accountsMissing, untilMs } = run
  const words = text.data.status
  if (outcome === 'complete') return { tone: 'working', shape: '●', label: words.complete }
  if (outcome === 'cancelled') return { tone: 'ended', shape: '○', label: words.cancelled }
  if (untilMs !== null && untilMs > nowMs) {
    const label = isSoon(untilMs, nowMs) ? words.waiting : words.waitingUntil(timeText(untilMs))
    return { tone: 'waiting', shape: '◷', label }
  }
  if (outcome === 'partial') {
    const label = accountsMissing > 0 ? words.missing(accountsMissing) : words.partial
    return { tone: 'soon', shape: '◐', label }
  }
  return { tone: 'broken', shape: '▲', label: (problem && messageOf(problem).short) ?? words.failed }
}

/** What a dataset has of an account: the number of its transactions, or without any "12 balances, 4 holdings". */
export function heldText({ rows, balances, holdings }: Coverage): string {
  if (rows > 0 || balances + holdings === 0) return numberText(rows)
  return [
    balances > 0 ? text.data.heldBalances(balances) : null,
    holdings > 0 ? text.data.heldHoldings(holdings) : null,
  ]
    .filter((held) => held !== null)
    .join(', ')
}

/** When the last run ended and what it brought, or why it stopped: "Today 7:02 AM · 64 new, 3 posted". */
export function lastRunText({ lastRun, problem, failedInARow }: Dataset, nowMs: number): string | null {
  if (lastRun === null) return null
  const when = capitalized(dayTimeText(lastRun.endedAtMs, nowMs))
  const cause = lastRun.problem && (messageOf(lastRun.problem).short ?? messageOf(lastRun.problem).what)
  const isNamed = lastRun.outcome === 'failed' && failedInARow < manyFailures && problem === null
  return [when, cause !== null && !isNamed ? cause : changesText(lastRun)].filter(Boolean).join(' · ')
}

/** "64 new, 3 posted"; null if a run changed nothing. */
export function changesText(changes: Pick<RunResult, keyof typeof text.data.changes>): string | null {
  const words = (Object.keys(text.data.changes) as (keyof typeof text.data.changes)[])
    .filter((kind) => changes[kind] > 0)
    .map((kind) => text.data.changes[kind](changes[kind]))
  return words.length === 0 ? null : words.join(', ')
}

/** "Weekdays, 7:00 AM", "After each refresh". */
export function scheduleText(schedule: Schedule): string {
  const name = text.data.schedules[schedule.kind]
  if (!('at' in schedule)) return name
  const [hours = 0, minutes = 0] = schedule.at.split(':').map(Number)
  return `${name}, ${timeText(new Date(2026, 0, 5, hours, minutes).getTime())}`
}

/** "9 connections · 31 accounts · since 1 Jan 2025". */
export function scopeText({ connections, accounts, since }: Dataset): string {
  return [
    countText(connections, 'connection', 'connections'),
    countText(accounts, 'account', 'accounts'),
    since === null ? text.data.sinceEver : text.data.since(calendarDayText(since)),
  ].join(' · ')
}

/** The path of its file; in the data folder, its name is enough. */
export function placeText({ shown, isInDataFolder }: Dataset['place']): string {
  return isInDataFolder ? (shown.split(/[/\\]/).at(-1) ?? shown) : shown
}

/** "and Parquet, CSV beside it"; null without copies. */
export function copiesText({ copies }: Pick<Dataset, 'copies'>): string | null {
  return copies.length === 0 ? null : text.data.copiesBeside(copies.map((copy) => text.data.copies[copy]))
}
