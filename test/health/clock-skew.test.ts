import { expect, test } from 'vitest'
import { openClock } from '../../electron/main/health/clock-skew.ts'

const hourMs = 60 * 60_000

test('a clock that the user sets, but not right, is told anew by the host that found it wrong [R6]', () => {
  const emitted: unknown[] = []
  const clock = openClock({ now: () => 0, emit: (_name, payload) => void emitted.push(payload) })
  clock.recordOffset('bank.example', -9000 * hourMs)
  clock.recordOffset('bank.example', -9000 * hourMs + 400)
  clock.recordOffset('other.example', -hourMs)
  clock.recordOffset('other.example', 0)
  clock.recordOffset('bank.example', -hourMs)
  clock.recordOffset('bank.example', 0)
  expect(emitted).toEqual([
    { offsetMs: -9000 * hourMs, host: 'bank.example' },
    { offsetMs: -hourMs, host: 'bank.example' },
    { offsetMs: null, host: null },
  ])
})
