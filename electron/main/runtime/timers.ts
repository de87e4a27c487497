import type { Log } from '../core/log.ts'

export type TimerName =
  | 'backup'
  | 'revocations'
  | 'refreshes'
  | 'consents'
  | 'refresh lives'
  | 'certificates'
  | 'recovery'
  | 'notices'
  | 'unsaved tokens'
  | 'datasets'
  | 'ended access'
  | 'script consents'
  | 'team copies'
  | 'time zone'

/** One timer for each kind of planned work. */
export interface Timers {
  /**
   * Sets a timer for a time in milliseconds UTC, in place of the one before; null for none. It may fire early: `work` checks what is
   * due and sets it again.
   */
  set(name: TimerName, atMs: number | null, work: () => Promise<void> | void): void
  stop(name: TimerName): void
  /** The app quits: stops every timer and refuses new ones. */
  close(): void
  /** The app quits: start no new work. */
  isClosed(): boolean
}

/** The computer's clock may be changed, and a timer stops during sleep: none waits longer than this before it checks again. */
const longestMs = 60 * 60_000

export function openTimers(deps: {
  now: () => number
  setTimer: (ms: number, work: () => void) => () => void
  log: Log
}): Timers {
  const cancels = new Map<TimerName, () => void>()
  let isClosed = false

  const fire = async (name: TimerName, work: () => Promise<void> | void): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      deps.log.error('timer.failed', thrown, { timer: name })
    }
  }

  const timers: Timers = {
    set(name, atMs, work) {
      timers.stop(name)
      if (atMs === null || isClosed) return
      const waitMs = Math.min(Math.max(atMs - deps.now(), 0), longestMs)
      cancels.set(
        name,
        deps.setTimer(waitMs, () => void fire(name, work)),
      )
    },
    stop(name) {
      cancels.get(name)?.()
      cancels.delete(name)
    },
    close() {
      isClosed = true
      for (const name of cancels.keys()) timers.stop(name)
    },
    isClosed: () => isClosed,
  }
  return timers
}
