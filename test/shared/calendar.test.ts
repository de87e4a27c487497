import { afterEach, describe, expect, test, vi } from 'vitest'
import { noticeOf } from '../../electron/main/notifications/notice-text.ts'
import { zones } from '../support/zones.ts'
import { calendarDaysBetween, inDaysText } from '../../shared/calendar.ts'

afterEach(() => vi.unstubAllEnvs())

const places = ['UTC', 'America/Los_Angeles', 'Pacific/Auckland', ...zones.map(({ timezone }) => timezone)]

describe.each(places)('in %s', (zone) => {
  const at = (year: number, month: number, day: number, hour: number, minute = 0) => {
    vi.stubEnv('TZ', zone)
    return new Date(year, month - 1, day, hour, minute).getTime()
  }

  test('December 1 is in 6 days on all of November 25, at any hour of either [W-B9]', () => {
    for (const now of [at(2026, 11, 25, 0), at(2026, 11, 25, 15), at(2026, 11, 25, 23, 59)]) {
      for (const until of [at(2026, 12, 1, 0), at(2026, 12, 1, 9), at(2026, 12, 1, 23, 59)]) {
        expect(inDaysText(until, now)).toBe('in 6 days')
        const row = { kind: 'consent', subject: 'c1', name: 'Bank', atMs: now, untilMs: until } as const
        expect(noticeOf('consent', [row], now).title).toBe('Consent for Bank expires in 6 days')
      }
    }
  })

  test('a minute over midnight is tomorrow, the last minute of the day is today [W-B9]', () => {
    expect(inDaysText(at(2026, 11, 26, 0, 1), at(2026, 11, 25, 23, 59))).toBe('tomorrow')
    expect(inDaysText(at(2026, 11, 25, 23, 59), at(2026, 11, 25, 0))).toBe('today')
  })

  test('days on which the clocks change count as one [W-B9]', () => {
    for (const month of [3, 4, 9, 11]) {
      expect(calendarDaysBetween(at(2026, month, 1, 23), at(2026, month, 28, 1))).toBe(27)
    }
    expect(calendarDaysBetween(at(2026, 11, 25, 1), at(2026, 11, 20, 23))).toBe(-5)
  })
})
