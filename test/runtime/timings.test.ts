import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  backOffMs,
  nextConsentNoticeMs,
  nextRefreshMs,
  retryRefreshMs,
  windowsOf,
} from '../../electron/main/runtime/timings.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const time = fc.integer({ min: 0, max: 4e12 })
const chance = fc.double({ min: 0, max: 1, noNaN: true })

test('a 15-minute token may be renewed from its 12th minute and must be from half past its 13th', () => {
  expect(windowsOf(0, 15 * minuteMs)).toEqual({ advisoryMs: 12 * minuteMs, mandatoryMs: 13.5 * minuteMs })
})

test('the windows come in order, whatever the life', () => {
  fc.assert(
    fc.property(time, fc.integer({ min: -dayMs, max: 400 * dayMs }), (fromMs, lifeMs) => {
      const { advisoryMs, mandatoryMs } = windowsOf(fromMs, fromMs + lifeMs)
      expect(advisoryMs).toBeLessThanOrEqual(mandatoryMs)
      expect(mandatoryMs).toBeLessThanOrEqual(fromMs + lifeMs)
    }),
  )
})

test('what was linked together does not come back together: chance spreads it over the advisory window', () => {
  fc.assert(
    fc.property(time, chance, (fromMs, drawn) => {
      const { advisoryMs, mandatoryMs } = windowsOf(fromMs, fromMs + dayMs)
      const dueMs = nextRefreshMs(fromMs, drawn)
      expect(dueMs).toBeGreaterThanOrEqual(Math.floor(advisoryMs))
      expect(dueMs).toBeLessThanOrEqual(Math.ceil(mandatoryMs))
    }),
  )
  expect(nextRefreshMs(0, 1) - nextRefreshMs(0, 0)).toBe(2.4 * hourMs)
})

test('waits grow, and never beyond their longest', () => {
  expect([1, 2, 3].map(backOffMs)).toEqual([5000, 10_000, 20_000])
  expect([1, 2, 3].map((attempts) => retryRefreshMs(attempts, 0))).toEqual([60_000, 120_000, 240_000])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (attempts, drawn) => {
      expect(backOffMs(attempts)).toBeLessThanOrEqual(30 * minuteMs)
      expect(retryRefreshMs(attempts, drawn)).toBeLessThanOrEqual(7.2 * hourMs)
      expect(retryRefreshMs(attempts, drawn)).toBeGreaterThanOrEqual(minuteMs)
    }),
  )
})

test('notices of a consent’s end lie ahead, and the last is its end', () => {
  expect(nextConsentNoticeMs(365 * dayMs, 0)).toBe(335 * dayMs)
  expect(nextConsentNoticeMs(365 * dayMs, 335 * dayMs)).toBe(358 * dayMs)
  expect(nextConsentNoticeMs(365 * dayMs, 358 * dayMs)).toBe(364 * dayMs)
  expect(nextConsentNoticeMs(365 * dayMs, 364 * dayMs)).toBe(365 * dayMs)
  expect(nextConsentNoticeMs(365 * dayMs, 365 * dayMs)).toBeNull()
})
