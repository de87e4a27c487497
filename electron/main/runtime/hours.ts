import { CalendarDateTime, setLocalTimeZone, toZoned } from '@internationalized/date'
import type { Hours, MaintenanceWindow } from '../../../shared/models/hours.ts'

// Times of day on the clocks of a time zone. Times are milliseconds UTC. A time of day that daylight saving skips is as much later, and
// of one that comes twice the first counts.

// Else the library takes the zone that the computer had at first for the one that it has now. Every call here names its zone.
setLocalTimeZone('UTC')

/** The computer's time zone, such as `Europe/Zurich`. UTC, as in dates, if `TZ` names none that there is. */
export function computerTimeZone(): string {
  const { timeZone }: { timeZone?: string } = new Intl.DateTimeFormat().resolvedOptions()
  return timeZone ?? 'UTC'
}

/** Looks up the computer's time zone: Node keeps the one of its start. One that the environment names (`TZ`) stays. */
export function lookUpTimeZone({ env }: Pick<NodeJS.Process, 'env'>): string {
  // Node looks it up whenever this variable changes, also if it was not there.
  if (env['TZ'] === undefined) delete env['TZ']
  return computerTimeZone()
}

/** The first time after `afterMs` at which the clocks of a time zone show a time of day, such as `06:30`. */
export function nextTimeOfDayMs(time: string, afterMs: number, timeZone = computerTimeZone()): number {
  let day = dayAt(afterMs, timeZone)
  while (timeOn(day, time, timeZone) <= afterMs) day += 1
  return timeOn(day, time, timeZone)
}

/** When the hours end that a time is in; null if it is in none. */
export function endOfHoursMs(hours: Hours, atMs: number, timeZone = computerTimeZone()): number | null {
  return currentHours(hours, atMs, timeZone)?.untilMs ?? null
}

/** The first time from `atMs` on that is in the hours. */
export function withinHoursMs(hours: Hours, atMs: number, timeZone = computerTimeZone()): number {
  return currentHours(hours, atMs, timeZone) ? atMs : nextTimeOfDayMs(hours.from, atMs, timeZone)
}

/**
 * The first time from `atMs` on that is in none of the maintenance windows: planned work that is due in one begins then.
 *
 * @param windows of the institution's kind (`institutionKinds[kind].maintenance`)
 */
export function nextAllowedMs(windows: readonly MaintenanceWindow[], atMs: number): number {
  const endMs = windows.map((window) => endOfWindowMs(window, atMs)).find((ms) => ms !== null)
  return endMs === undefined ? atMs : nextAllowedMs(windows, endMs)
}

function endOfWindowMs({ weekday, hours, timeZone }: MaintenanceWindow, atMs: number): number | null {
  const current = currentHours(hours, atMs, timeZone)
  return current && weekdayOf(current.day) === weekday ? current.untilMs : null
}

/** The hours that a time is in, and the day on which they began. */
function currentHours({ from, to }: Hours, atMs: number, timeZone: string) {
  const today = dayAt(atMs, timeZone)
  for (const day of [today - 1, today]) {
    const untilMs = timeOn(from < to ? day : day + 1, to, timeZone)
    if (timeOn(day, from, timeZone) <= atMs && atMs < untilMs) return { day, untilMs }
  }
  return null
}

// Days are counted from 1 January 1970.
const dayMs = 24 * 60 * 60_000

/** The day on the clocks of a time zone. */
function dayAt(ms: number, timeZone: string): number {
  let day = Math.floor(ms / dayMs) + 1
  while (timeOn(day, '00:00', timeZone) > ms) day -= 1
  return day
}

/** 0 is Sunday. */
function weekdayOf(day: number): number {
  return new Date(day * dayMs).getUTCDay()
}

/** Looked up again and again for thousands of connections: finding one takes as long as a query. */
const known = new Map<string, number>()
const mostKnown = 1000

function timeOn(day: number, time: string, timeZone: string): number {
  const key = `${day} ${time} ${timeZone}`
  const before = known.get(key)
  if (before !== undefined) return before
  const date = new Date(day * dayMs)
  const [hour, minute] = time.split(':').map(Number)
  const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const
  const ms = toZoned(new CalendarDateTime(...parts, hour, minute), timeZone)
    .toDate()
    .getTime()
  if (known.size >= mostKnown) known.clear()
  known.set(key, ms)
  return ms
}
