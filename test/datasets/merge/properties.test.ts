import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cover, nothingCovered, planWindows } from '../../../electron/main/datasets/merge/cover.ts'
import { addDays, isInside, type ReadWindow } from '../../../electron/main/datasets/merge/match.ts'
import type { Row } from '../../../electron/main/datasets/merge/row.ts'
import { current, emptyAccount, inWords, read, row, type Stored } from '../../support/merge-model.ts'

const days = fc.integer({ min: 0, max: 40 }).map((after) => addDays('2026-10-25', after))

/** Few values, so that equal rows are common. */
const anyRow = fc
  .record({
    institutionId: fc.option(fc.constantFrom(...'abcdefgh'), { freq: 4 }),
    date: fc.option(days, { freq: 12 }),
    amount: fc.constantFrom('-5.00', '-5.01', '5.00'),
    currency: fc.option(fc.constant('USD'), { freq: 6 }),
    description: fc.option(fc.constantFrom('Coffee', 'coffee', 'Books'), { freq: 6 }),
    isPending: fc.boolean(),
  })
  .map(row)

/** Each id once, as in an institution's list. */
const anyRead = fc
  .array(anyRow, { maxLength: 12 })
  .map((rows) => rows.filter((one, index) => index === rows.findIndex((other) => isSameId(one, other))))

function isSameId(a: Row, b: Row): boolean {
  return a === b || (a.institutionId !== null && a.institutionId === b.institutionId)
}

const anyWindow = fc
  .record({ fromDay: days, length: fc.integer({ min: 0, max: 40 }), isComplete: fc.boolean() })
  .map(({ fromDay, length, isComplete }): ReadWindow => ({
    fromDay,
    toDay: addDays(fromDay, length),
    isComplete,
  }))

/** The institution filters by day. */
const anyStep = fc.record({ window: anyWindow, sent: anyRead }).map(({ window, sent }) => ({
  window,
  sent: sent.filter(({ date }) => date === null || (date >= window.fromDay && date <= window.toDay)),
}))

const anyHistory = fc.array(anyStep, { maxLength: 5 })

function storedAfter(steps: readonly { window: ReadWindow; sent: Row[] }[], usesIds: boolean): Stored {
  const stored = emptyAccount(usesIds)
  for (const { window, sent } of steps) read(stored, sent, window)
  return stored
}

const runs = { numRuns: 400 }

test('the same read again changes nothing, whatever is stored', () => {
  fc.assert(
    fc.property(anyHistory, anyStep, fc.boolean(), (history, { window, sent }, usesIds) => {
      const stored = storedAfter(history, usesIds)
      read(stored, sent, window)
      const before = structuredClone(stored.rows)
      const again = read(stored, sent, window)
      expect([again.added, again.changed, again.posted, again.vanished]).toEqual([[], [], [], []])
      expect(stored.rows).toEqual(before)
    }),
    runs,
  )
})

test('what is read is current, each transaction at least as often as it was returned; inside a window read whole exactly so', () => {
  fc.assert(
    fc.property(anyHistory, anyStep, fc.boolean(), (history, { window, sent }, usesIds) => {
      const stored = storedAfter(history, usesIds)
      read(stored, sent, window)
      const left = inWords(current(stored))
      for (const one of inWords(sent)) expect(left.splice(left.indexOf(one), 1)).toEqual([one])
      if (!window.isComplete) return
      const inside = ({ date }: Row) => isInside(date, window)
      expect(inWords(current(stored).filter(inside))).toEqual(inWords(sent.filter(inside)))
    }),
    runs,
  )
})

test('no row is removed, no number changes, and no two rows have one fingerprint', () => {
  fc.assert(
    fc.property(anyHistory, fc.boolean(), (history, usesIds) => {
      const stored = emptyAccount(usesIds)
      for (const { window, sent } of history) {
        const numbers = stored.rows.map(({ number }) => number)
        read(stored, sent, window)
        expect(stored.rows.map(({ number }) => number).slice(0, numbers.length)).toEqual(numbers)
        expect(new Set(stored.rows.map(({ fingerprint }) => fingerprint)).size).toBe(stored.rows.length)
      }
    }),
    runs,
  )
})

test('an incomplete read takes nothing out of what is current', () => {
  fc.assert(
    fc.property(anyHistory, anyStep, fc.boolean(), (history, { window, sent }, usesIds) => {
      const stored = storedAfter(history, usesIds)
      const before = current(stored).map(({ number }) => number)
      const merge = read(stored, sent, { ...window, isComplete: false })
      const after = new Set(current(stored).map(({ number }) => number))
      expect(before.filter((number) => !after.has(number))).toEqual([])
      expect([merge.vanished, merge.posted, merge.isUnstable]).toEqual([[], [], false])
    }),
    runs,
  )
})

test('the order of the rows on the pages does not matter', () => {
  fc.assert(
    fc.property(anyHistory, anyStep, fc.boolean(), (history, { window, sent }, usesIds) => {
      const one = storedAfter(history, usesIds)
      const other = structuredClone(one)
      read(one, sent, window)
      read(other, sent.toReversed(), window)
      expect(inWords(current(other))).toEqual(inWords(current(one)))
    }),
    runs,
  )
})

/** How an institution names its transactions. */
const naming = [
  'stable',
  'another when it posts',
  'by place',
  'by place on the page',
  'none',
  'new each time',
] as const

interface Entry {
  key: number
  /** Of the id: changes when it posts, with `another when it posts`. */
  version: number
  date: string
  amount: string
  description: string
  isPending: boolean
}

type Event =
  | { kind: 'buy'; late: number; what: number; isPending: boolean }
  | { kind: 'post'; tip: boolean }
  | { kind: 'drop' }
  | { kind: 'repeat' }

/** What happens to a ledger in a day. */
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('buy'),
      late: fc.integer({ min: 0, max: 40 }),
      what: fc.nat(2),
      isPending: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('post'), tip: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat') }) },
)
const anyDay = fc.record({
  events: fc.array(anyEvent, { maxLength: 4 }),
  /** Days until the next run. */
  pause: fc.constantFrom(0, 1, 1, 2, 7, 33, 80),
  /** Which windows of the run are incomplete. */
  fails: fc.array(fc.boolean(), { maxLength: 3 }),
})

function happen(ledger: Entry[], event: Event, today: string): void {
  // A hold is not kept for longer.
  const pending = ledger.find((one) => one.isPending && one.date >= addDays(today, -30))
  const key = Math.max(0, ...ledger.map((one) => one.key)) + 1
  switch (event.kind) {
    case 'buy': {
      const date = addDays(today, event.isPending ? 0 : -event.late)
      const description = ['Coffee', 'Books', `Shop ${key}`][event.what] ?? ''
      ledger.push({ key, version: 0, date, amount: '-5.00', description, isPending: event.isPending })
      break
    }
    case 'post':
      if (!pending) break
      Object.assign(pending, {
        isPending: false,
        version: 1,
        date: today,
        ...(event.tip ? { amount: '-6.20' } : {}),
      })
      break
    case 'drop':
      if (pending) ledger.splice(ledger.indexOf(pending), 1)
      break
    case 'repeat': {
      const last = ledger.at(-1)
      if (last && !last.isPending && last.date >= addDays(today, -40)) ledger.push({ ...last, key })
      break
    }
  }
}

function returned(
  ledger: readonly Entry[],
  how: (typeof naming)[number],
  { fromDay, toDay }: ReadWindow,
  nth: number,
): Row[] {
  return ledger
    .toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : b.key - a.key))
    .filter(({ date }) => how !== 'by place on the page' || (date >= fromDay && date <= toDay))
    .map((entry, place): [Entry, string | null] => [
      entry,
      {
        stable: `t${entry.key}`,
        'another when it posts': `t${entry.key}.${entry.version}`,
        'by place': String(place + 1),
        'by place on the page': String(place + 1),
        none: null,
        'new each time': `r${nth}.${place}`,
      }[how],
    ])
    .filter(([{ date }]) => date >= fromDay && date <= toDay)
    .map(([{ date, amount, description, isPending }, institutionId]) =>
      row({ date, amount, description, isPending, institutionId }),
    )
}

/** A row takes the place, and so the id, of an earlier one in a read that comes in part, of days that were read whole before. */
const movedInPart: (typeof anyDay extends fc.Arbitrary<infer Day> ? Day : never)[] = [
  { events: [], pause: 80, fails: [] },
  { events: [{ kind: 'buy', late: 0, what: 0, isPending: false }], pause: 33, fails: [] },
  { events: [], pause: 7, fails: [true] },
  { events: [{ kind: 'buy', late: 0, what: 0, isPending: false }], pause: 7, fails: [true] },
  { events: [], pause: 0, fails: [false, true] },
  { events: [], pause: 0, fails: [] },
]

test.each(naming)(
  '0 doubled, 0 lost: once everything was read whole, the store is the ledger, with ids: %s',
  (how) => {
    fc.assert(
      fc.property(fc.array(anyDay, { minLength: 1, maxLength: 12 }), (story) => {
        const stored = emptyAccount()
        const ledger: Entry[] = []
        let covered = nothingCovered
        let today = '2026-06-15'
        let reads = 0
        for (const { events, pause, fails } of story) {
          for (const event of events) happen(ledger, event, today)
          const windows = planWindows(covered, { since: null, today })
          for (const [index, days] of windows.entries()) {
            reads += 1
            const isComplete = fails[index] !== true
            const all = returned(ledger, how, { ...days, isComplete: true }, reads)
            const window = { ...days, isComplete }
            read(stored, isComplete ? all : all.slice(0, Math.floor(all.length / 2)), window)
            covered = cover(covered, window, true, today)
          }
          if (covered.partial.length === 0 && !fails.includes(true))
            expect(inWords(current(stored))).toEqual(inWords(asRows(ledger)))
          today = addDays(today, pause)
        }
      }),
      { numRuns: 200, examples: [[movedInPart]] },
    )
  },
)

function asRows(ledger: readonly Entry[]): Row[] {
  return ledger.map(({ date, amount, description, isPending }) =>
    row({ date, amount, description, isPending }),
  )
}
