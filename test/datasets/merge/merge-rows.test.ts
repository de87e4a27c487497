import { describe, expect, test } from 'vitest'
import type { Row } from '../../../electron/main/datasets/merge/row.ts'
import {
  current,
  emptyAccount,
  inWords,
  november,
  read,
  row,
  type Stored,
} from '../../support/merge-model.ts'

const withRows = (...rows: Row[]): Stored => {
  const stored = emptyAccount()
  read(stored, rows)
  return stored
}
const counts = ({ added, changed, posted, vanished }: ReturnType<typeof read>) => ({
  added: added.length,
  changed: changed.map(({ kind }) => kind),
  posted: posted.length,
  vanished: vanished.length,
})
const nothing = { added: 0, changed: [], posted: 0, vanished: 0 }

describe('an incoming row finds its row: institution’s id, fingerprint, pending to posted; else it is new', () => {
  test('the same read again changes nothing', () => {
    const sent = [
      row({ institutionId: 'a' }),
      row(),
      row({ date: null }),
      row({ isPending: true, date: '2026-11-29' }),
    ]
    const stored = withRows(...sent)
    expect(counts(read(stored, sent))).toEqual(nothing)
  })

  test('a row has a number of our own that never changes, whichever way it is found', () => {
    const stored = withRows(row({ institutionId: 'a' }))
    read(stored, [row({ institutionId: 'a', amount: '-6.00' })])
    read(stored, [row({ institutionId: 'other', amount: '-6.00' })])
    read(stored, [row({ amount: '-6.00' })])
    expect(stored.rows.map(({ number, amount }) => [number, amount])).toEqual([[1, '-6.00']])
  })

  test('an institution that begins to send ids doubles nothing', () => {
    const stored = withRows(row(), row({ date: '2026-11-11' }))
    const merge = read(stored, [row({ institutionId: 'a' }), row({ institutionId: 'b', date: '2026-11-11' })])
    expect(counts(merge)).toEqual({ ...nothing, changed: ['updated', 'updated'] })
    expect(current(stored).map(({ institutionId }) => institutionId)).toEqual(['a', 'b'])
  })

  test('one that stops sending ids doubles nothing, and the ids are kept', () => {
    const stored = withRows(row({ institutionId: 'a' }))
    expect(counts(read(stored, [row()]))).toEqual(nothing)
    expect(stored.rows[0]?.institutionId).toBe('a')
  })

  test('case and spaces of a description don’t make another transaction', () => {
    const stored = withRows(row({ description: 'CORNER  Grocery ' }))
    expect(counts(read(stored, [row({ description: 'Corner Grocery' })]))).toEqual({
      ...nothing,
      changed: ['updated'],
    })
  })

  test('an amount that is written with more zeros is the same amount', () => {
    const stored = withRows(row({ amount: '5.5', currency: null }))
    expect(read(stored, [row({ amount: '5.500', currency: null })]).added).toEqual([])
  })
})

describe('genuine repeats stay: only their count matters', () => {
  test.each([
    [1, 2],
    [2, 3],
    [3, 3],
    [3, 1],
  ])('%i stored and %i returned without an id', (before, after) => {
    const stored = withRows(...Array.from({ length: before }, () => row()))
    const merge = read(
      stored,
      Array.from({ length: after }, () => row()),
    )
    expect(current(stored)).toHaveLength(after)
    expect(merge.added).toHaveLength(Math.max(after - before, 0))
    expect(new Set(stored.rows.map(({ fingerprint }) => fingerprint)).size).toBe(stored.rows.length)
  })

  test('a second one with an id of its own is new', () => {
    const stored = withRows(row({ institutionId: 'a' }))
    expect(read(stored, [row({ institutionId: 'b' }), row({ institutionId: 'a' })]).added).toHaveLength(1)
    expect(stored.rows[0]?.institutionId).toBe('a')
  })

  test('a fingerprint that became free after a correction is given once', () => {
    const stored = withRows(row({ institutionId: 'a' }), row({ institutionId: 'b' }))
    read(stored, [row({ institutionId: 'a', amount: '-6.00' }), row({ institutionId: 'b' })])
    read(stored, [
      row({ institutionId: 'a', amount: '-6.00' }),
      row({ institutionId: 'b' }),
      row({ institutionId: 'c' }),
    ])
    expect(new Set(stored.rows.map(({ fingerprint }) => fingerprint)).size).toBe(3)
  })
})

describe('pages that shift while they are read', () => {
  test('one id twice is one transaction', () => {
    expect(withRows(row({ institutionId: 'a' }), row({ institutionId: 'a' })).rows).toHaveLength(1)
  })

  test('one that posts between two pages is posted', () => {
    const pending = row({ institutionId: 'a', isPending: true })
    for (const sent of [
      [pending, row({ institutionId: 'a' })],
      [row({ institutionId: 'a' }), pending],
    ]) {
      expect(withRows(...sent).rows.map(({ isPending }) => isPending)).toEqual([false])
    }
  })

  test('different transactions with one id are all kept', () => {
    const sent = [row({ institutionId: '0' }), row({ institutionId: '0', amount: '-6.00' })]
    const stored = withRows(...sent)
    expect(stored.rows).toHaveLength(2)
    expect(counts(read(stored, sent))).toEqual(nothing)
  })
})

describe('ids that are not the transactions’ own', () => {
  const days = Array.from({ length: 12 }, (_, index) => `2026-11-${String(10 + index)}`)
  /** Newest first, numbered by place. */
  const byPlace = (dates: readonly string[]) =>
    dates
      .toSorted()
      .toReversed()
      .map((date, index) => row({ date, description: `Payment of ${date}`, institutionId: String(index) }))

  test('an account is marked unstable at 3, and a tenth, with another day and another description, and nothing is doubled', () => {
    const stored = withRows(...byPlace(days))
    const merge = read(stored, byPlace([...days, '2026-11-25']))
    expect(merge.isUnstable).toBe(true)
    expect(counts(merge)).toEqual({ ...nothing, added: 1 })
    expect(counts(read(stored, byPlace([...days, '2026-11-25', '2026-11-26'])))).toEqual({
      ...nothing,
      added: 1,
    })
    expect(inWords(current(stored))).toEqual(inWords(byPlace([...days, '2026-11-25', '2026-11-26'])))
  })

  test('an incomplete read marks nothing', () => {
    const stored = withRows(...byPlace(days))
    expect(
      read(stored, byPlace([...days, '2026-11-25']), { ...november, isComplete: false }).isUnstable,
    ).toBe(false)
    expect(inWords(current(stored))).toEqual(inWords(byPlace([...days, '2026-11-25'])))
  })

  test('fewer than 3 are corrections, and nothing is doubled or lost', () => {
    const stored = withRows(...byPlace(days.slice(0, 2)))
    const merge = read(stored, byPlace(days.slice(0, 3)))
    expect(merge.isUnstable).toBe(false)
    expect(inWords(current(stored))).toEqual(inWords(byPlace(days.slice(0, 3))))
  })

  test('less than a tenth are corrections', () => {
    const many = Array.from({ length: 31 }, (_, index) =>
      row({ institutionId: `t${index}`, description: `Payment ${index}`, date: '2026-11-12' }),
    )
    const stored = withRows(...many)
    const corrected = many.map((one, index) =>
      index < 3 ? { ...one, date: '2026-11-13', description: `Corrected ${index}` } : one,
    )
    const merge = read(stored, corrected)
    expect(merge.isUnstable).toBe(false)
    expect(counts(merge)).toEqual({ ...nothing, changed: ['updated', 'updated', 'updated'] })
  })

  test('a pending row that posts with another day and amount (a tip, a fuel hold) never counts', () => {
    const pending = ['a', 'b', 'c', 'd'].map((institutionId) =>
      row({ institutionId, isPending: true, description: `Hold ${institutionId}` }),
    )
    const stored = withRows(...pending)
    const merge = read(
      stored,
      pending.map((one) => ({
        ...one,
        isPending: false,
        date: '2026-11-12',
        amount: '-6.20',
        description: 'Fuel',
      })),
    )
    expect(merge.isUnstable).toBe(false)
    expect(counts(merge)).toEqual({ ...nothing, changed: ['posted', 'posted', 'posted', 'posted'] })
  })

  test('a row of an earlier month is not taken for one of this month that has its place', () => {
    const october = { ...november, fromDay: '2026-10-01', toDay: '2026-10-31' }
    const interest = (date: string, institutionId: string) =>
      row({ date, institutionId, description: 'Interest' })
    const stored = withRows(interest('2026-11-20', '1'))
    read(stored, [interest('2026-10-20', '1')], october)
    expect(inWords(current(stored))).toEqual(
      inWords([interest('2026-10-20', ''), interest('2026-11-20', '')]),
    )
  })
})

describe('pending to posted', () => {
  const pending = row({ institutionId: 'p', isPending: true })
  const posted = row({ institutionId: 'q', date: '2026-11-12' })

  test('under the same id it is posted, whatever else changes', () => {
    const stored = withRows(pending)
    const merge = read(stored, [
      row({ institutionId: 'p', date: '2026-11-13', amount: '-6.20', description: 'COFFEE 0412' }),
    ])
    expect(counts(merge)).toEqual({ ...nothing, changed: ['posted'] })
    expect(merge.changed[0]?.before).toEqual({
      date: '2026-11-10',
      amount: '-5.00',
      description: 'Coffee',
      isPending: true,
    })
  })

  test('under another id the pending row gets `superseded_by`', () => {
    const stored = withRows(pending)
    expect(counts(read(stored, [posted]))).toEqual({ ...nothing, added: 1, posted: 1 })
    expect(stored.rows.map(({ number, supersededBy }) => [number, supersededBy])).toEqual([
      [1, 2],
      [2, null],
    ])
  })

  test.each<[string, Partial<Row>]>([
    ['another amount', { amount: '-5.01' }],
    ['the other sign', { amount: '5.00' }],
    ['another currency', { currency: 'CAD' }],
    ['more than 7 days', { date: '2026-11-18' }],
    ['another payee', { description: 'Books' }],
    ['still pending', { isPending: true }],
  ])('%s: the pending row vanishes and the posted one is new, so that nothing doubles', (_what, differs) => {
    const stored = withRows(pending)
    expect(counts(read(stored, [{ ...posted, ...differs }]))).toEqual({ ...nothing, added: 1, vanished: 1 })
  })

  test.each<[string, Partial<Row>]>([
    ['7 days', { date: '2026-11-17' }],
    ['a payee that only one has', { description: null }],
    ['numbers beside the payee', { description: 'COFFEE #0412' }],
  ])('%s: it is that one', (_what, differs) => {
    expect(read(withRows(pending), [{ ...posted, ...differs }]).posted).toHaveLength(1)
  })

  test('a pending row that was returned is not another one that was posted', () => {
    expect(counts(read(withRows(pending), [pending, posted]))).toEqual({ ...nothing, added: 1 })
  })

  test('one to one, the nearest day first', () => {
    const stored = withRows(pending, { ...pending, institutionId: 'r', date: '2026-11-13' })
    const merge = read(stored, [
      row({ institutionId: 'x', date: '2026-11-14' }),
      row({ institutionId: 'y', date: '2026-11-15' }),
    ])
    expect(merge.posted.map(({ number, added }) => [number, added])).toEqual([
      [2, 0],
      [1, 1],
    ])
  })

  test('an incomplete read links nothing, and nothing vanishes', () => {
    const stored = withRows(pending)
    expect(counts(read(stored, [posted], { ...november, isComplete: false }))).toEqual({
      ...nothing,
      added: 1,
    })
  })

  test('one that vanished a read earlier is linked when it is posted', () => {
    const stored = withRows(pending)
    read(stored, [])
    expect(read(stored, [posted]).posted).toEqual([{ number: 1, added: 0, wasCurrent: false }])
  })

  test('a superseded row that the institution returns again is shown again', () => {
    const stored = withRows(pending)
    read(stored, [posted])
    expect(counts(read(stored, [posted, pending]))).toEqual({ ...nothing, changed: ['reappeared'] })
    expect(current(stored)).toHaveLength(2)
  })
})

describe('nothing is deleted', () => {
  test('a row vanishes only if its day lies 2 days or more inside a window that was read whole', () => {
    const dates = [
      '2026-10-31',
      '2026-11-01',
      '2026-11-02',
      '2026-11-03',
      '2026-11-28',
      '2026-11-29',
      '2026-11-30',
      null,
    ]
    const stored = withRows(...dates.map((date) => row({ date })))
    read(stored, [])
    expect(stored.rows.filter(({ isVanished }) => isVanished).map(({ date }) => date)).toEqual([
      '2026-11-03',
      '2026-11-28',
    ])
  })

  test('a 206 or a failed page removes nothing', () => {
    const stored = withRows(row(), row({ date: '2026-11-11' }))
    expect(counts(read(stored, [row()], { ...november, isComplete: false }))).toEqual(nothing)
  })

  test('one that comes back has `vanished_at` cleared, and the change is `reappeared`', () => {
    const stored = withRows(row({ institutionId: 'a' }))
    read(stored, [])
    const merge = read(stored, [row({ institutionId: 'a', amount: '-6.00' })])
    expect(merge.changed).toMatchObject([
      {
        number: 1,
        kind: 'reappeared',
        before: { isVanished: true, amount: '-5.00' },
        after: { isVanished: false, amount: '-6.00' },
      },
    ])
    expect(current(stored)).toHaveLength(1)
  })

  test('one that vanished is not taken for a current one', () => {
    const stored = withRows(row(), row())
    read(stored, [row()])
    read(stored, [row()])
    expect(stored.rows.map(({ isVanished }) => isVanished)).toEqual([false, true])
  })
})

describe('corrections under one id are updates with before and after', () => {
  test.each<[string, Partial<Row>]>([
    ['amount', { amount: '-5.50' }],
    ['currency', { currency: 'CAD' }],
    ['description', { description: 'Coffee shop' }],
    ['date', { date: '2026-11-12' }],
    ['category', { category: 'Food' }],
  ])('%s', (field, now) => {
    const stored = withRows(row({ institutionId: 'a' }))
    const [change] = read(stored, [row({ institutionId: 'a', ...now })]).changed
    expect(change).toMatchObject({ number: 1, kind: 'updated', after: now })
    expect(Object.keys(change?.before ?? {})).toEqual([field])
  })

  test('a currency that was unknown', () => {
    const stored = withRows(row({ institutionId: 'a', currency: null }))
    expect(read(stored, [row({ institutionId: 'a' })]).changed).toMatchObject([
      { before: { currency: null }, after: { currency: 'USD' } },
    ])
  })

  test('both months of a day that changes are named', () => {
    const stored = withRows(row({ institutionId: 'a', date: '2026-11-03' }))
    const window = { ...november, fromDay: '2026-10-01' }
    const merge = read(stored, [row({ institutionId: 'a', date: '2026-10-31' })], window)
    expect([...merge.months].toSorted()).toEqual(['2026-10', '2026-11'])
  })

  test('a day that was unknown: what had no day is named, too', () => {
    const stored = withRows(row({ institutionId: 'a', date: null }))
    const merge = read(stored, [row({ institutionId: 'a' })])
    expect(merge.changed).toMatchObject([{ number: 1, before: { date: null } }])
    expect([...merge.months].toSorted()).toEqual(['2026-11', 'undated'])
  })

  test('a value that can’t be read now does not replace one that could be', () => {
    const stored = withRows(row({ institutionId: 'a', category: 'Food' }))
    const unreadable = 'date,description,category,amount'
    const lost = { date: null, description: null, category: null, amount: null, currency: null, unreadable }
    read(stored, [row({ institutionId: 'a', ...lost })])
    expect(stored.rows).toMatchObject([{ ...row({ institutionId: 'a', category: 'Food' }), unreadable }])
  })
})
