import { expect, test } from 'vitest'
import { keptFrom } from '../../../electron/main/datasets/merge/kept.ts'
import type { Row } from '../../../electron/main/datasets/merge/row.ts'

const of = (date: string | null): Row => ({
  institutionId: null,
  date,
  amount: '1.00',
  currency: 'USD',
  description: null,
  category: null,
  direction: null,
  isPending: false,
  postedAt: null,
  madeAt: null,
  unreadable: null,
})

test('of the last 45 days everything is returned, whatever came', () => {
  expect(keptFrom([], '2026-11-26', 400)).toBe('2026-10-12')
  expect(keptFrom([of('2026-11-20'), of(null)], '2026-11-26', 0)).toBe('2026-10-12')
})

test('of earlier days only what lies after a row that was returned', () => {
  expect(keptFrom([of('2026-11-20'), of('2026-08-28')], '2026-11-26', 0)).toBe('2026-08-30')
})

test('what is not older than what was returned before is missing, if there is anything else', () => {
  expect(keptFrom([of('2026-10-20')], '2026-11-26', 90)).toBe('2026-09-05')
})

test('a clock that was three days ahead, and is three days behind now, makes nothing missing', () => {
  // The institution keeps 90 days: on 26 November since 28 August.
  const seenAhead = 93
  expect(keptFrom([of('2026-08-28')], '2026-11-23', seenAhead) > '2026-08-28').toBe(true)
})
