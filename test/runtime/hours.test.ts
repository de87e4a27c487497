import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  endOfHoursMs,
  nextAllowedMs,
  nextTimeOfDayMs,
  withinHoursMs,
} from '../../electron/main/runtime/hours.ts'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { MaintenanceWindow } from '../../shared/models/hours.ts'

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().replace(':00.000Z', 'Z'))
const utc = (text: string) => Date.parse(text.replace(/Z$/, ':00Z'))

describe('a time of day', () => {
  test.each([
    // [zone, time, after, next]
    ['Europe/Zurich', '06:30', '2026-11-26T05:29Z', '2026-11-26T05:30Z'],
    ['Europe/Zurich', '06:30', '2026-11-26T05:30Z', '2026-11-27T05:30Z'],
    ['America/New_York', '06:30', '2026-11-26T05:30Z', '2026-11-26T11:30Z'],
    ['Asia/Kolkata', '00:00', '2026-11-26T18:29Z', '2026-11-26T18:30Z'],
    ['Pacific/Kiritimati', '09:00', '2026-11-26T18:00Z', '2026-11-26T19:00Z'],
    // New York loses 02:00 to 03:00 on 8 March 2026, and has 01:00 to 02:00 twice on 1 November.
    ['America/New_York', '02:30', '2026-03-08T05:00Z', '2026-03-08T07:30Z'],
    ['America/New_York', '07:00', '2026-03-07T12:00Z', '2026-03-08T11:00Z'],
    ['America/New_York', '01:30', '2026-11-01T04:00Z', '2026-11-01T05:30Z'],
    ['America/New_York', '01:30', '2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    // Lord Howe's clocks change by half an hour.
    ['Australia/Lord_Howe', '06:00', '2026-10-03T19:30Z', '2026-10-04T19:00Z'],
  ])('in %s, %s after %s', (zone, time, after, next) => {
    expect(iso(nextTimeOfDayMs(time, utc(after), zone))).toBe(next)
  })
})

describe('hours', () => {
  const night = { from: '22:00', to: '07:00' }
  test.each([
    ['Europe/Zurich', '2026-11-26T20:59Z', null],
    ['Europe/Zurich', '2026-11-26T21:00Z', '2026-11-27T06:00Z'],
    ['Europe/Zurich', '2026-11-27T05:59Z', '2026-11-27T06:00Z'],
    ['Europe/Zurich', '2026-11-27T06:00Z', null],
    ['Pacific/Kiritimati', '2026-11-26T12:00Z', '2026-11-26T17:00Z'],
    // The night in which clocks go forward has an hour less, that in which they go back one more.
    ['America/New_York', '2026-03-08T04:00Z', '2026-03-08T11:00Z'],
    ['America/New_York', '2026-11-01T04:00Z', '2026-11-01T12:00Z'],
  ])('over midnight, in %s at %s', (zone, at, end) => {
    expect(iso(endOfHoursMs(night, utc(at), zone))).toBe(end)
  })

  test('begin when clocks have gone past the time that daylight saving skips', () => {
    const early = { from: '02:15', to: '04:00' }
    expect(iso(withinHoursMs(early, utc('2026-03-08T05:00Z'), 'America/New_York'))).toBe('2026-03-08T07:15Z')
    expect(iso(endOfHoursMs(early, utc('2026-03-08T07:15Z'), 'America/New_York'))).toBe('2026-03-08T08:00Z')
  })

  test('a time is in them, or they begin within a day of it', () => {
    const zones = ['America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Australia/Lord_Howe']
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
    fc.assert(
      fc.property(
        time,
        time,
        fc.integer({ min: utc('2026-01-01T00:00Z'), max: utc('2028-01-01T00:00Z') }),
        fc.constantFrom(...zones),
        (from, to, atMs, zone) => {
          fc.pre(from !== to)
          const within = withinHoursMs({ from, to }, atMs, zone)
          expect(within).toBeGreaterThanOrEqual(atMs)
          expect(within - atMs).toBeLessThanOrEqual(25 * 3_600_000)
        },
      ),
    )
  })
})

describe('Akoya’s maintenance, Tuesdays from 10 to 13 in New York', () => {
  const { maintenance } = institutionKinds['akoya-production']
  test.each([
    // In winter New York is five hours behind UTC, in summer four.
    ['before', '2026-11-24T14:59Z', '2026-11-24T14:59Z'],
    ['at its beginning', '2026-11-24T15:00Z', '2026-11-24T18:00Z'],
    ['at its end', '2026-11-24T18:00Z', '2026-11-24T18:00Z'],
    ['in summer', '2026-07-07T14:00Z', '2026-07-07T17:00Z'],
    ['in summer, after it', '2026-07-07T17:00Z', '2026-07-07T17:00Z'],
    ['on the first Tuesday of daylight saving', '2026-03-10T16:30Z', '2026-03-10T17:00Z'],
    ['on the first Tuesday without', '2026-11-03T14:30Z', '2026-11-03T14:30Z'],
    ['while Europe’s clocks have not changed yet', '2026-03-17T14:00Z', '2026-03-17T17:00Z'],
    ['on a Monday', '2026-11-23T16:00Z', '2026-11-23T16:00Z'],
    ['on a Wednesday', '2026-11-25T16:00Z', '2026-11-25T16:00Z'],
  ])('%s', (_when, at, allowed) => {
    expect(iso(nextAllowedMs(maintenance, utc(at)))).toBe(allowed)
  })

  test('holds at Akoya’s own servers, and nowhere else', () => {
    const kinds = Object.entries(institutionKinds).filter(([, { maintenance }]) => maintenance.length > 0)
    expect(kinds.map(([kind]) => kind)).toEqual(['akoya-sandbox', 'akoya-production'])
  })
})

test('windows that follow each other are one, and one over midnight belongs to the day on which it begins', () => {
  const window = (weekday: number, from: string, to: string): MaintenanceWindow => ({
    of: 'Hub',
    weekday,
    hours: { from, to },
    timeZone: 'America/New_York',
  })
  const windows = [window(2, '23:00', '01:00'), window(2, '10:00', '13:00'), window(2, '13:00', '14:00')]
  expect(iso(nextAllowedMs(windows, utc('2026-11-24T15:30Z')))).toBe('2026-11-24T19:00Z')
  expect(iso(nextAllowedMs(windows, utc('2026-11-25T05:30Z')))).toBe('2026-11-25T06:00Z')
  expect(iso(nextAllowedMs(windows, utc('2026-11-24T05:30Z')))).toBe('2026-11-24T05:30Z')
  expect(nextAllowedMs([], 5)).toBe(5)
})

test('a time zone that does not exist counts as UTC', () => {
  vi.stubEnv('TZ', 'nonsense')
  try {
    expect(iso(nextTimeOfDayMs('06:30', utc('2026-11-26T12:00Z')))).toBe('2026-11-27T06:30Z')
  } finally {
    vi.unstubAllEnvs()
  }
})
