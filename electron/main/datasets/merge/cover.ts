import { addDays, type ReadWindow } from './match.ts'

/** What was read of an account's transactions. Days are the computer's. */
export interface Covered {
  /** Every day from here … */
  from: string | null
  /** … to here was read whole. */
  to: string | null
  /** When reading the whole history began last. */
  historyBegan: string | null
  /** The earliest day that it has been read to, whole or not. */
  historyBackTo: string | null
}

export const nothingCovered: Covered = { from: null, to: null, historyBegan: null, historyBackTo: null }

/** How far back the first run reads at most. */
const historyDays = 730
/** Rows and corrections come that late. A pending row that is a month old lies in it, too. */
const lateDays = 45
const daysBetweenHistories = 30
/** A window that is longer is read in months. */
const mostDaysAtOnce = 62
/** Windows overlap by so much, so that each day is inside one. */
const overlapDays = 2

/**
 * @param isRead false after a failure: it is read again by the next run. True also for what the institution returned only some of
 */
export function cover(before: Covered, window: ReadWindow, isRead: boolean, today: string): Covered {
  const { from, to } = window.isComplete ? withWindow(before, window, today) : before
  return { from, to, ...(isRead ? historyWith(before, window, today) : pickHistory(before)) }
}

/** Days in between that were not read are never covered: a later window that does not touch what is covered replaces it. */
function withWindow(
  { from, to }: Covered,
  { fromDay, toDay }: ReadWindow,
  today: string,
): { from: string; to: string } {
  const last = toDay < today ? toDay : today
  if (from === null || to === null || fromDay > addDays(to, 1)) return { from: fromDay, to: last }
  if (toDay < addDays(from, -1)) return { from, to }
  return { from: fromDay < from ? fromDay : from, to: last > to ? last : to }
}

function historyWith(
  before: Covered,
  { fromDay, toDay }: ReadWindow,
  today: string,
): Omit<Covered, 'from' | 'to'> {
  const { historyBackTo: backTo } = before
  if (toDay >= today && isHistoryDue(before, today)) return { historyBegan: today, historyBackTo: fromDay }
  const goesOn = backTo !== null && fromDay < backTo && toDay >= addDays(backTo, -1)
  return { ...pickHistory(before), ...(goesOn ? { historyBackTo: fromDay } : {}) }
}

function pickHistory({ historyBegan, historyBackTo }: Covered): Omit<Covered, 'from' | 'to'> {
  return { historyBegan, historyBackTo }
}

/** Once a month: rows and corrections that are older than `lateDays` do come. Also true after a clock that was ahead. */
function isHistoryDue({ historyBegan }: Covered, today: string): boolean {
  return (
    historyBegan === null ||
    historyBegan <= addDays(today, -daysBetweenHistories) ||
    historyBegan > addDays(today, 1)
  )
}

export interface Days {
  fromDay: string
  toDay: string
}

/**
 * The windows that a run reads of an account. The newest is open at its end: nothing is dated later, so that nothing of today is at its
 * edge. The history goes from the newest month back, and the next run continues where one ended.
 *
 * @param since the first day that is wanted; null for all of it
 */
export function planWindows(
  covered: Covered,
  { since, today }: { since: string | null; today: string },
): Days[] {
  const earliest = addDays(today, -historyDays)
  const first = since === null || since < earliest ? earliest : since > today ? today : since
  if (isHistoryDue(covered, today)) return months(first, today)
  const { to, historyBackTo } = covered
  const late = addDays(to === null || to > today ? today : to, -lateDays)
  const recent = { fromDay: late < first ? first : late, toDay: addDays(today, overlapDays) }
  const isLong = recent.fromDay < addDays(today, -mostDaysAtOnce)
  return [
    // The oldest first, so that what is covered has no gap.
    ...(isLong ? months(recent.fromDay, today).toReversed() : [recent]),
    ...(historyBackTo !== null && historyBackTo > first ? months(first, historyBackTo) : []),
  ]
}

/** The newest first. */
function months(first: string, last: string): Days[] {
  const days: Days[] = []
  for (let day = last; ; day = addDays(startOfMonth(day), -1)) {
    const start = addDays(startOfMonth(day), -overlapDays)
    days.push({ fromDay: start < first ? first : start, toDay: addDays(day, overlapDays) })
    if (start <= first) return days
  }
}

function startOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`
}
