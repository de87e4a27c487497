/** Whether planned requests may leave. A network that is just coming back answers some of them and loses the rest. */
export interface Network {
  /** Online, with the same addresses, for `settleMs`. */
  isStable(): boolean
  /** What was known no longer counts: the computer slept. */
  markUnstable(): void
  /** Counts the stretches of time between changes: in another one, what failed before may work. */
  stretch(): number
}

const stableAfterMs = 5000

/**
 * Looks at the network when asked, so that an idle app does nothing.
 *
 * @param system.now milliseconds of a clock that never jumps
 * @param system.addresses the computer's addresses, in a form that is equal when they are
 */
export function watchNetwork(system: {
  now: () => number
  isOnline: () => boolean
  addresses: () => string
}): Network {
  let seen = ''
  let sinceMs = system.now()
  let stretch = 0

  function look(): void {
    const current = system.isOnline() ? system.addresses() : ''
    if (current === seen) return
    seen = current
    begin()
  }

  function begin(): void {
    sinceMs = system.now()
    stretch += 1
  }

  return {
    isStable: () => {
      look()
      return seen !== '' && system.now() - sinceMs >= stableAfterMs
    },
    markUnstable: begin,
    stretch: () => {
      look()
      return stretch
    },
  }
}
