import { addDays, type ReadWindow } from './match.ts'

/** Both included. */
export interface Days {
  fromDay: string
  toDay: string
}

/** What was read of an account's transactions. Days are the computer's; lists are in order, without overlaps. */
export interface Covered {
  /** Read whole. */
  whole: Days[]
  /** When reading the whole history began last, and what has been read whole since. */
  historyBegan: string | null
  history: Days[]
  /** Windows of which the institution returned only some, and when. */
  partial: (Days & { on: string })[]
}

export const nothingCovered: Covered = { whole: [], historyBegan: null, history: [], partial: [] }

/** How far back the first run reads at most. */
const historyDays = 730
/** Rows and corrections come that late. A pending row that is a month old lies in it, too. */
const lateDays = 45
const daysBetweenHistories = 30
/** A window that is longer is read in months. */
const mostDaysAtOnce = 62
/** Windows overlap by so much, so that each day is inside one. */
const overlapDays = 2

/** @param isRead false after a failure: it is read again by the next run. True also for what the institution returned only some of */
export function cover(before: Covered, window: ReadWindow, isRead: boolean, today: string): Covered {
  if (!isRead) return before
  const days = { fromDay: window.fromDay, toDay: window.toDay < today ? window.toDay : today }
  // A clock that was ahead has covered nothing.
  const whole = before.whole.filter(({ toDay }) => toDay <= addDays(today, 1))
  const isNew = window.toDay >= today && isHistoryDue(before, today)
  const { history, partial, historyBegan } = isNew
    ? { history: [], partial: [], historyBegan: today }
    : before
  if (!window.isComplete) {
    // Where ids are places on a page, such a read moves rows out of days that had been read whole: these are read again.
    const left = history.flatMap((one) => without(one, [days]).toReversed())
    return { whole, history: left, historyBegan, partial: [...partial, { ...days, on: today }] }
  }
  const nowWhole = withDays(history, days)
  return {
    whole: withDays(whole, days),
    history: nowWhole,
    historyBegan,
    partial: partial.filter((one) => without(one, nowWhole).length > 0),
  }
}

/** What two accounts that are one have of it. */
export function joinCovered(now: Covered, earlier: Covered): Covered {
  return { ...now, whole: earlier.whole.reduce(withDays, now.whole) }
}

/** Adds days to a list. */
function withDays(list: readonly Days[], added: Days): Days[] {
  const touches = ({ fromDay, toDay }: Days) =>
    fromDay <= addDays(added.toDay, 1) && toDay >= addDays(added.fromDay, -1)
  const joined = [added, ...list.filter(touches)]
  const fromDay = joined.map((one) => one.fromDay).toSorted()[0] ?? added.fromDay
  const toDay =
    joined
      .map((one) => one.toDay)
      .toSorted()
      .at(-1) ?? added.toDay
  return [...list.filter((one) => !touches(one)), { fromDay, toDay }].toSorted((a, b) =>
    a.fromDay < b.fromDay ? -1 : 1,
  )
}

/** The days from `fromDay` to `toDay` that are not in the list, the newest first. */
function without({ fromDay, toDay }: Days, list: readonly Days[]): Days[] {
  const left: Days[] = []
  let end = toDay
  for (const one of list.toReversed()) {
    if (one.toDay < end && one.fromDay <= end) left.push({ fromDay: addDays(one.toDay, 1), toDay: end })
    if (one.fromDay <= end) end = addDays(one.fromDay, -1)
  }
  return [...left, { fromDay, toDay: end }]
    .map((one) => ({ ...one, fromDay: latest(fromDay, one.fromDay) }))
    .filter((one) => one.fromDay <= one.toDay)
}

/** Once a month: rows and corrections that are older than `lateDays` do come. Also true after a clock that was ahead. */
function isHistoryDue({ historyBegan }: Covered, today: string): boolean {
  return (
    historyBegan === null ||
    historyBegan <= addDays(today, -daysBetweenHistories) ||
    historyBegan > addDays(today, 1)
  )
}

/**
 * The windows that a run reads of an account, the newest first: what may still change, and what the history lacks. What came only in part
 * is read again once a day. The newest window is open at its end: nothing is dated later, so that nothing of today is at its edge.
 *
 * @param since the first day that is wanted; null for all of it
 */
export function planWindows(
  covered: Covered,
  { since, today }: { since: string | null; today: string },
): Days[] {
  const earliest = addDays(today, -historyDays)
  const first = since === null || since < earliest ? earliest : since > today ? today : since
  // With nothing read whole yet, what the first run read in part is read again.
  const last = covered.whole.at(-1)?.toDay ?? covered.historyBegan ?? today
  const late = addDays(last > today ? today : last, -lateDays)
  const recent = { fromDay: latest(first, late), toDay: addDays(today, overlapDays) }
  const isLong = recent.fromDay < addDays(today, -mostDaysAtOnce)
  const partial = covered.partial.filter(({ on }) => on === today)
  const read = isHistoryDue(covered, today) ? [] : partial.reduce(withDays, covered.history)
  const older =
    recent.fromDay > first ? [{ fromDay: first, toDay: addDays(recent.fromDay, overlapDays - 1) }] : []
  return [
    ...(isLong ? months(recent.fromDay, today) : [recent]),
    ...older
      .flatMap((days) => without(days, read))
      .flatMap(({ fromDay, toDay }) => months(latest(first, addDays(fromDay, -overlapDays)), toDay)),
  ]
}

function latest(a: string, b: string): string {
  return a > b ? a : b
}

/** The newest first. */
function months(first: string, last: string): Days[] {
  const days: Days[] = []
  for (let day = last; ; day = addDays(startOfMonth(day), -1)) {
    const start = addDays(startOfMonth(day), -overlapDays)
    days.push({ fromDay: latest(first, start), toDay: addDays(day, overlapDays) })
    if (start <= first) return days
  }
}

function startOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`
}
