import { useEffect, useState } from 'react'

/** The time, which moves on every `everyMs`. Milliseconds UTC. */
export function useNow(everyMs: number): number {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  // Read anew at each rendering: an event that comes between two ticks must not be shown by an old clock.
  return Date.now()
}
