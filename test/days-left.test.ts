import { expect, test } from 'vitest'
import { consentNotice } from '../electron/main/connections/notices.ts'
import { consentOf } from '../renderer/connections/consent.ts'
import type { ConnectionSummary } from '../shared/models/connection.ts'
import { calendarDaysLeft } from '../shared/days-left.ts'

const at = (month: number, day: number, hour: number, minute = 0) =>
  new Date(2026, month, day, hour, minute).getTime()

test.each([
  ['late today', at(10, 25, 0, 1), at(10, 25, 23, 59), 0],
  ['just after midnight', at(10, 25, 23, 59), at(10, 26, 0, 1), 1],
  ['five days and a half', at(10, 25, 9), at(10, 30, 21), 5],
  ['over the end of summer time', at(9, 20, 12), at(10, 5, 12), 16],
  ['over its beginning', at(2, 1, 12), at(3, 1, 1), 31],
  ['yesterday', at(10, 25, 1), at(10, 24, 23), -1],
])('%s is counted in calendar days in every zone [W-B9]', (_what, nowMs, untilMs, days) => {
  expect(calendarDaysLeft(untilMs, nowMs)).toBe(days)
})

test('row, banner and notification say the same number of days all day long [W-B9]', () => {
  const untilMs = at(10, 30, 12)
  for (const hour of [0, 11, 13, 23]) {
    const nowMs = at(10, 25, hour)
    const connection = {
      status: 'active',
      linkedAtMs: at(0, 1, 0),
      consentUntilMs: untilMs,
    } as ConnectionSummary
    expect(consentOf(connection, nowMs).daysLeft).toBe(5)
    expect(consentNotice([{ institutionName: 'Bank', untilMs }], nowMs).title).toBe(
      'Consent for Bank ends in 5 days',
    )
  }
})
