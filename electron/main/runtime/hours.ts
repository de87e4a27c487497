import {
  fromAbsolute,
  toCalendarDate,
  toCalendarDateTime,
  toZoned,
  Time,
  type CalendarDate,
} from '@internationalized/date'
import type { MaintenanceWindow } from '../../../shared/institution-kinds.ts'
import type { Hours } from '../../../shared/models/hours.ts'

// Times of day on the clocks of a time zone. Times are milliseconds UTC. A time of day that daylight saving skips is as much later, and
// of one that comes twice the first counts.

/** The computer's time zone, such as `Europe/Zurich`. */
export function computerTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The first time after `afterMs` at which the clocks of a time zone show a time of day, such as `06:30`. */
export function nextTimeOfDayMs(time: string, afterMs: number, timeZone = computerTimeZone()): number {
  let day = dayAt(afterMs, timeZone)
  while (timeOn(day, time, timeZone) <= afterMs) day = day.add({ days: 1 })
  return timeOn(day, time, timeZone)
}

/** When the hours end that a time is in; null if it is in none. */
export function endOfHoursMs(hours: Hours, atMs: number, timeZone = computerTimeZone()): number | null {
  const today = dayAt(atMs, timeZone)
  for (const day of [today.subtract({ days: 1 }), today]) {
    const { fromMs, untilMs } = hoursOn(day, hours, timeZone)
    if (fromMs <= atMs && atMs < untilMs) return untilMs
  }
  return null
}

/** The first time from `atMs` on that is in the hours. */
export function withinHoursMs(hours: Hours, atMs: number, timeZone = computerTimeZone()): number {
  return endOfHoursMs(hours, atMs, timeZone) === null ? nextTimeOfDayMs(hours.from, atMs, timeZone) : atMs
}

/**
 * The first time from `atMs` on that is in none of the maintenance windows: planned work that is due in one begins then.
 *
 * @param windows of the institution's kind (`institutionKinds[kind].maintenance`)
 */
export function nextAllowedMs(windows: readonly MaintenanceWindow[], atMs: number): number {
  let allowedMs = atMs
  for (let endMs: number | null = atMs; endMs !== null;) {
    allowedMs = endMs
    endMs = windows.map((window) => endOfWindowMs(window, allowedMs)).find((ms) => ms !== null) ?? null
  }
  return allowedMs
}

function endOfWindowMs({ weekday, hours, timeZone }: MaintenanceWindow, atMs: number): number | null {
  const untilMs = endOfHoursMs(hours, atMs, timeZone)
  if (untilMs === null) return null
  const today = dayAt(atMs, timeZone)
  const begins = hoursOn(today, hours, timeZone).fromMs <= atMs ? today : today.subtract({ days: 1 })
  return new Date(begins.toString()).getUTCDay() === weekday ? untilMs : null
}

/** From when to when the hours are that begin on a day. */
function hoursOn(day: CalendarDate, { from, to }: Hours, timeZone: string) {
  const lastDay = from < to ? day : day.add({ days: 1 })
  return { fromMs: timeOn(day, from, timeZone), untilMs: timeOn(lastDay, to, timeZone) }
}

function dayAt(ms: number, timeZone: string): CalendarDate {
  return toCalendarDate(fromAbsolute(ms, timeZone))
}

function timeOn(day: CalendarDate, time: string, timeZone: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return toZoned(toCalendarDateTime(day, new Time(hour, minute)), timeZone)
    .toDate()
    .getTime()
}
