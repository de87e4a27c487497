import { useEffect, useState } from 'react'

/** The current time, rounded down to a multiple of `everyMs`, so that all components update together. Milliseconds UTC. */
export function useNow(everyMs: number): number {
  const [nowMs, setNow] = useState(() => stepOf(everyMs))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const schedule = () => {
      timer = setTimeout(
        () => {
          setNow(stepOf(everyMs))
          schedule()
        },
        everyMs - (Date.now() % everyMs),
      )
    }
    schedule()
    return () => clearTimeout(timer)
  }, [everyMs])
  return nowMs
}

function stepOf(everyMs: number): number {
  return Math.floor(Date.now() / everyMs) * everyMs
}
