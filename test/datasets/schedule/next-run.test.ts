import { expect, test } from 'vitest'
import { nextRun, nextTimeMs } from '../../../electron/main/datasets/schedule/next-run.ts'
import { draftOf } from '../../support/datasets.ts'

const zone = 'America/New_York'
const at = (text: string) => Date.parse(text)
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

const daily = { kind: 'daily', at: '06:30' } as const
const weekdays = { kind: 'weekdays', at: '06:30' } as const

test.each([
  ['later today', daily, '2026-11-25T11:00:00Z', '2026-11-25T11:30:00.000Z'],
  ['tomorrow, once today’s time has come', daily, '2026-11-25T11:30:00Z', '2026-11-26T11:30:00.000Z'],
  ['Monday, after Friday', weekdays, '2026-11-27T11:30:00Z', '2026-11-30T11:30:00.000Z'],
  ['Monday, from a Saturday', weekdays, '2026-11-28T05:00:00Z', '2026-11-30T11:30:00.000Z'],
  ['an hour later', { kind: 'hourly' } as const, '2026-11-25T11:10:00Z', '2026-11-25T12:10:00.000Z'],
  // The clocks go from 2:00 to 3:00 on 8 March 2026, and from 2:00 back to 1:00 on 1 November.
  [
    'the same time of day after the clocks went forward',
    daily,
    '2026-03-07T11:30:00Z',
    '2026-03-08T10:30:00.000Z',
  ],
  [
    'the same time of day after the clocks went back',
    daily,
    '2026-10-31T10:30:00Z',
    '2026-11-01T11:30:00.000Z',
  ],
  [
    'as much later, where the clocks skip it',
    { kind: 'daily', at: '02:30' } as const,
    '2026-03-08T05:00:00Z',
    '2026-03-08T07:30:00.000Z',
  ],
  [
    'the first, where it comes twice',
    { kind: 'daily', at: '01:30' } as const,
    '2026-11-01T04:00:00Z',
    '2026-11-01T05:30:00.000Z',
  ],
  [
    'once, where it comes twice',
    { kind: 'daily', at: '01:30' } as const,
    '2026-11-01T05:30:00Z',
    '2026-11-02T06:30:00.000Z',
  ],
] as const)('the next time of a schedule is %s', (_what, schedule, after, expected) => {
  expect(iso(nextTimeMs(schedule, at(after), zone))).toBe(expected)
})

test('a schedule counts by the clocks of the zone that the computer is in now', () => {
  const after = at('2026-11-25T12:00:00Z')
  expect(iso(nextTimeMs(daily, after, 'America/New_York'))).toBe('2026-11-26T11:30:00.000Z')
  expect(iso(nextTimeMs(daily, after, 'Asia/Kolkata'))).toBe('2026-11-26T01:00:00.000Z')
})

test('a dataset that runs by hand, or is paused, has no next run', () => {
  const row = { plannedFromMs: at('2026-11-25T12:00:00Z'), retry: null }
  expect(nextRun({ ...row, draft: draftOf(), isPaused: false })).toBeNull()
  expect(nextRun({ ...row, draft: draftOf({ schedule: daily }), isPaused: true })).toBeNull()
})

test('what a run could not read is read again before the next time of the schedule', () => {
  const plannedFromMs = at('2026-11-25T12:00:00Z')
  const retry = { atMs: plannedFromMs + 60_000, connectionIds: ['c1'] }
  const row = { draft: draftOf({ schedule: daily }), isPaused: false, plannedFromMs }
  expect(nextRun({ ...row, retry })).toEqual({ atMs: retry.atMs, cause: 'retry' })
  expect(nextRun({ ...row, retry: { ...retry, atMs: plannedFromMs + 48 * 3_600_000 } })?.cause).toBe(
    'schedule',
  )
})
