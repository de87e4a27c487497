import { expect, test } from 'vitest'
import { openTimers } from '../../electron/main/runtime/timers.ts'
import { quietLog } from '../support/quiet-log.ts'

/** Timers with a list of those that are set. */
function open() {
  const set: { ms: number; fire: () => void }[] = []
  const log = quietLog()
  const timers = openTimers({
    now: () => 1000,
    setTimer: (ms, fire) => {
      const timer = { ms, fire }
      set.push(timer)
      return () => void set.splice(set.indexOf(timer), 1)
    },
    log,
  })
  return { timers, set, log }
}

test('a timer replaces the one of the same name, and waits an hour at most', () => {
  const { timers, set } = open()
  timers.set('refreshes', 6000, () => {})
  timers.set('backup', 10 ** 9, () => {})
  timers.set('refreshes', 0, () => {})
  expect(set.map(({ ms }) => ms)).toEqual([60 * 60_000, 0])
  timers.set('backup', null, () => {})
  expect(set).toHaveLength(1)
})

test('an error of the work is logged', async () => {
  const { timers, set, log } = open()
  timers.set('backup', 0, () => Promise.reject(new Error('no disk')))
  set[0]?.fire()
  await Promise.resolve()
  await Promise.resolve()
  expect(log.lines.join('\n')).toContain('timer.failed')
})

test('closing stops every timer and refuses new ones', () => {
  const { timers, set } = open()
  timers.set('refreshes', 6000, () => {})
  timers.close()
  timers.set('recovery', 6000, () => {})
  expect(set).toEqual([])
  expect(timers.isClosed()).toBe(true)
})
