/** Whether scheduled requests may be sent. A network that has just come back loses some of them. */
export interface Network {
  /** Online, with unchanged addresses, for `stableAfterMs`. */
  isStable(): boolean
  /** Forgets the known state, because the computer slept. */
  markUnstable(): void
  /** Counts the changes of the network: after one, a failed request may work. */
  stretch(): number
}

const stableAfterMs = 5000

/**
 * Checks the network only when called, so that an idle app does nothing.
 *
 * @param system.now milliseconds of a monotonic clock
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
