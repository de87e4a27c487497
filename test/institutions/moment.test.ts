import { afterEach, expect, test, vi } from 'vitest'
import { zones } from '../support/zones.ts'
import { isUnreadableMoment, momentOf } from '../../electron/main/institutions/values/moment.ts'

afterEach(() => vi.unstubAllEnvs())

const day = '2024-03-10'

test.each([
  ['2024-03-10', { day, atMs: null }],
  ['2024-03-10T00:00:00Z', { day, atMs: null }],
  ['2024-03-10T00:00:00.000+00:00', { day, atMs: null }],
  ['2024-03-10T00:00:00', { day, atMs: null }],
  ['2024-03-10T00:00:00-05:00', { day, atMs: null }],
  ['2024-03-10T14:30:00', { day, atMs: null }],
  ['20240310', { day, atMs: null }],
  [20240310, { day, atMs: null }],
  ['2024-03-10T14:30:05.250Z', { day, atMs: Date.UTC(2024, 2, 10, 14, 30, 5, 250) }],
  ['2024-03-10 14:30 Z', { day, atMs: Date.UTC(2024, 2, 10, 14, 30) }],
  ['2024-03-10T12:00:00+01', { day, atMs: Date.UTC(2024, 2, 10, 11) }],
  ['2024-03-10T23:30:00-0530', { day, atMs: Date.UTC(2024, 2, 11, 5) }],
  ['20240310T143000Z', { day, atMs: Date.UTC(2024, 2, 10, 14, 30) }],
  [1710081000, { day, atMs: Date.UTC(2024, 2, 10, 14, 30) }],
  ['1710081000000', { day, atMs: Date.UTC(2024, 2, 10, 14, 30) }],
  ['2024-03-10Z', { day, atMs: null }],
  ['2024-03-10+05:30', { day, atMs: null }],
  ['2024-03-10T24:00:00Z', { day, atMs: null }],
  ['2024-03-10T24:00:00-05:00', { day, atMs: null }],
  ['2024-03-10T23:59:60Z', { day, atMs: Date.UTC(2024, 2, 11) }],
  ['2024/03/10', { day, atMs: null }],
  ['2024.03.10 14:30 UTC', { day, atMs: Date.UTC(2024, 2, 10, 14, 30) }],
  ['20240310143000', { day, atMs: null }],
  ['20240310120000.000[-5:EST]', { day, atMs: null }],
  ['2024-03-10T09:30:00-05:00[America/New_York]', { day, atMs: Date.UTC(2024, 2, 10, 14, 30) }],
  // New York's clocks went from 2:00 to 3:00 on this day: the offset sent decides, not the zone's rules.
  ['2024-03-10T02:30:00-05:00', { day, atMs: Date.UTC(2024, 2, 10, 7, 30) }],
  ['2024-03-31', { day: '2024-03-31', atMs: null }],
  ['2024-02-29T23:59:59+14:00', { day: '2024-02-29', atMs: Date.UTC(2024, 1, 29, 9, 59, 59) }],
  ['1710081000.250000000', { day, atMs: Date.UTC(2024, 2, 10, 14, 30, 0, 250) }],
  [1710028800, { day, atMs: null }],
  ['2024-03/10', null],
  ['2023-02-29', null],
  ['2024-03-10T24:00:01Z', null],
  ['2024-02-30', null],
  ['2024-13-01', null],
  ['2024-03-10T25:00:00Z', null],
  ['2024-03-10T12:00:00+99:99', null],
  ['2024-03-10T12:00:00+24:00', null],
  ['2024-03-10T12:00:00-0560', null],
  ['2024-03-10T00:00:00+99', null],
  ['2024-03-10T12:00:00+14:00', { day, atMs: Date.UTC(2024, 2, 9, 22) }],
  ['03/10/2024', null],
  ['yesterday', null],
  ['', null],
  [null, null],
  [{}, null],
  [0, null],
  ['1970-01-01T00:00:00Z', null],
  ['0001-01-01T00:00:00', null],
  ['1900-01-01', null],
  ['9999-12-31', null],
])('%j is read as %j in every time zone [D2] [Num 18] [Num 19]', (value, moment) => {
  for (const zone of ['UTC', ...zones.map(({ timezone }) => timezone)]) {
    vi.stubEnv('TZ', zone)
    expect(momentOf(value)).toEqual(moment)
  }
})

test.each([
  ['2024-03-10', false],
  [1710081000, false],
  [undefined, false],
  [null, false],
  ['', false],
  [' ', false],
  [0, false],
  ['-62135596800000', false],
  ['0000000000000', false],
  ['0000-00-00', false],
  ['0001-01-01T00:00:00', false],
  ['1970-01-01', false],
  ['9999-12-31', false],
  ['2024-02-30', true],
  ['03/10/2024', true],
  ['10 March', true],
  ['2024-03-10T25:00:00Z', true],
  [171008100, true],
  [[2024, 3, 10], true],
  [{}, true],
  [true, true],
])('that %j was sent and can’t be read is %j [Num 19]', (value, isUnreadable) => {
  expect(isUnreadableMoment(value)).toBe(isUnreadable)
})
