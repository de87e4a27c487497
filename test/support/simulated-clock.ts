export interface SimulatedClock {
  /** Milliseconds UTC. */
  now: () => number
  after: (ms: number, work: () => void) => () => void
  /** The computer sleeps: time passes, and timers stand still. */
  sleep: (ms: number) => void
  /**
   * Lets time pass up to `untilMs`, from one timer to the next. Real work that a timer begins (a request, a write) is waited for
   * before time goes on: `isBusy` says whether there is any.
   */
  run: (untilMs: number, isBusy: () => boolean) => Promise<void>
  /** Lets time pass without any timer, as sleep does; those that came due fire with the next `run`. Below zero sets the clock back. */
  skip: (ms: number) => void
}

interface Timer {
  atMs: number
  work: () => void
}

/** A day in seconds: time stops while something happens, and jumps when nothing does. */
export function openSimulatedClock(startMs: number): SimulatedClock {
  let nowMs = startMs
  const timers = new Set<Timer>()

  function earliest(): Timer | undefined {
    let found: Timer | undefined
    for (const timer of timers) if (!found || timer.atMs < found.atMs) found = timer
    return found
  }

  return {
    now: () => nowMs,
    after: (ms, work) => {
      const timer = { atMs: nowMs + Math.max(ms, 0), work }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    sleep: (ms) => {
      nowMs += ms
      for (const timer of timers) timer.atMs += ms
    },
    run: async (untilMs, isBusy) => {
      for (;;) {
        await quiet(isBusy)
        const next = earliest()
        if (!next || next.atMs > untilMs) break
        timers.delete(next)
        nowMs = Math.max(nowMs, next.atMs)
        next.work()
      }
      nowMs = Math.max(nowMs, untilMs)
    },
    skip: (ms) => {
      nowMs += ms
    },
  }
}

/** Several turns of the event loop in a row without work: what one answer sets off has begun by then. */
async function quiet(isBusy: () => boolean): Promise<void> {
  for (let turns = 0; turns < 5; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    if (isBusy()) turns = 0
  }
}
