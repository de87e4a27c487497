import { describe, expect, test } from 'vitest'
import {
  cover,
  nothingCovered,
  planWindows,
  type Covered,
} from '../../../electron/main/datasets/merge/cover.ts'
import { addDays } from '../../../electron/main/datasets/merge/match.ts'

const today = '2026-11-26'
const all = { since: null, today }

/** Reads all windows of a run but those that fail. */
function run(
  before: Covered,
  wanted: { since: string | null; today: string },
  fails: number[] = [],
): Covered {
  return planWindows(before, wanted).reduce(
    (covered, window, index) =>
      cover(covered, { ...window, isComplete: true }, !fails.includes(index), wanted.today),
    before,
  )
}
const lastWhole = ({ whole }: Covered) => whole.at(-1)

describe('the first run reads 45 days, then back to 730 in month slices, and continues where it ended', () => {
  test('the newest first, each day inside one', () => {
    const windows = planWindows(nothingCovered, all)
    expect(windows).toHaveLength(25)
    expect(windows.slice(0, 2)).toEqual([
      { fromDay: '2026-10-12', toDay: '2026-11-28' },
      { fromDay: '2026-09-29', toDay: '2026-10-15' },
    ])
    expect(windows.at(-1)).toEqual({ fromDay: '2024-11-26', toDay: '2024-12-02' })
    for (let day = addDays(today, -728); day <= today; day = addDays(day, 1)) {
      const isInside = windows.some(
        ({ fromDay, toDay }) => addDays(fromDay, 2) <= day && day <= addDays(toDay, -2),
      )
      expect([day, isInside]).toEqual([day, true])
    }
  })

  test('only the days that are wanted', () => {
    expect(planWindows(nothingCovered, { since: '2026-11-20', today })).toEqual([
      { fromDay: '2026-11-20', toDay: '2026-11-28' },
    ])
    expect(planWindows(nothingCovered, { since: '2026-12-24', today })).toEqual([
      { fromDay: today, toDay: '2026-11-28' },
    ])
  })

  test('a run that ended after 3 months is continued by the next, beside what is new', () => {
    const windows = planWindows(nothingCovered, all)
    const ended = windows
      .slice(0, 3)
      .reduce(
        (covered, window) => cover(covered, { ...window, isComplete: true }, true, today),
        nothingCovered,
      )
    expect(ended.whole).toEqual([{ fromDay: '2026-08-30', toDay: today }])
    const tomorrow = '2026-11-27'
    const next = planWindows(ended, { since: null, today: tomorrow })
    expect(next.slice(0, 2)).toEqual([
      { fromDay: '2026-10-12', toDay: '2026-11-29' },
      { fromDay: '2026-07-30', toDay: '2026-08-31' },
    ])
    expect(run(ended, { since: null, today: tomorrow }).whole).toEqual([
      { fromDay: '2024-11-27', toDay: tomorrow },
    ])
  })

  test('an earlier first day is read to, later', () => {
    const covered = run(nothingCovered, { since: '2026-10-01', today })
    expect(planWindows(covered, { since: '2026-08-20', today })).toEqual([
      { fromDay: '2026-10-12', toDay: '2026-11-28' },
      { fromDay: '2026-08-30', toDay: '2026-10-02' },
      { fromDay: '2026-08-20', toDay: '2026-09-02' },
    ])
  })
})

describe('then from 45 days before the last day that is covered', () => {
  const covered = run(nothingCovered, all)

  test('in one window, which has every pending row that is at most 30 days old', () => {
    expect(planWindows(covered, { since: null, today: '2026-12-06' })).toEqual([
      { fromDay: '2026-10-12', toDay: '2026-12-08' },
    ])
  })

  test('once a month the whole history', () => {
    const yesterday = run(covered, { since: null, today: '2026-12-24' })
    expect(planWindows(yesterday, { since: null, today: '2026-12-25' })).toHaveLength(1)
    expect(planWindows(yesterday, { since: null, today: '2026-12-26' })).toHaveLength(25)
  })

  test('days that were not read for longer are read in months', () => {
    expect(planWindows(covered, { since: null, today: '2026-12-24' })).toEqual([
      { fromDay: '2026-11-29', toDay: '2026-12-26' },
      { fromDay: '2026-10-30', toDay: '2026-12-02' },
      { fromDay: '2026-10-12', toDay: '2026-11-02' },
    ])
  })

  test('a clock that was ahead is believed no longer', () => {
    const ahead = run(nothingCovered, { since: null, today: '2030-01-01' })
    expect(planWindows(ahead, all)).toHaveLength(25)
    expect(run(ahead, all)).toEqual(covered)
  })
})

describe('what is missing', () => {
  test('a window that failed is not covered, and the next run reads it again', () => {
    const failed = run(nothingCovered, all, [2])
    expect(failed.whole).toEqual([
      { fromDay: '2024-11-26', toDay: '2026-09-02' },
      { fromDay: '2026-09-29', toDay: today },
    ])
    expect(planWindows(failed, all)).toEqual([
      { fromDay: '2026-10-12', toDay: '2026-11-28' },
      { fromDay: '2026-09-01', toDay: '2026-09-30' },
    ])
    expect(lastWhole(run(failed, all))).toEqual({ fromDay: '2024-11-26', toDay: today })
  })

  test('what came only in part is not covered, and is read again once a day', () => {
    const windows = planWindows(nothingCovered, all)
    const partly = windows.reduce(
      (covered, window, index) => cover(covered, { ...window, isComplete: index !== 2 }, true, today),
      nothingCovered,
    )
    expect(planWindows(partly, all)).toHaveLength(1)
    expect(lastWhole(partly)).toEqual({ fromDay: '2026-09-29', toDay: today })
    const tomorrow = { since: null, today: '2026-11-27' }
    expect(planWindows(partly, tomorrow)).toEqual([
      { fromDay: '2026-10-12', toDay: '2026-11-29' },
      // The days at which it overlaps the newer window, which was whole.
      { fromDay: '2026-09-29', toDay: '2026-10-04' },
      { fromDay: '2026-09-01', toDay: '2026-10-02' },
    ])
    const again = run(partly, tomorrow)
    expect(again).toMatchObject({ whole: [{ fromDay: '2024-11-26', toDay: '2026-11-27' }], partial: [] })
    expect(planWindows(again, tomorrow)).toHaveLength(1)
  })

  test('an account of which nothing was read is read from the beginning', () => {
    const [newest = { fromDay: '', toDay: '' }] = planWindows(nothingCovered, all)
    expect(cover(nothingCovered, { ...newest, isComplete: false }, false, today)).toEqual(nothingCovered)
  })
})
