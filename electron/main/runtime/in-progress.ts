/** Work under way by key, one piece for each key. */
export interface Flights {
  /** The work under way for a key. */
  of(key: string): Promise<void> | undefined
  /** Starts work, or returns the work under way for that key. */
  run(key: string, work: () => Promise<void>): Promise<void>
  count(): number
}

export function openFlights(): Flights {
  const flights = new Map<string, Promise<void>>()
  return {
    of: (key) => flights.get(key),
    run(key, work) {
      const inProgress = flights.get(key)
      if (inProgress) return inProgress
      const flight = work().finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
    count: () => flights.size,
  }
}
