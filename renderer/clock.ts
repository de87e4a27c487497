import { useEffect, useState } from 'react'

/** The time in steps of `everyMs`. Milliseconds UTC. */
export function useNow(everyMs: number): number {
  const [nowMs, setNow] = useState(() => stepOf(everyMs))
  useEffect(() => {
    const timer = setInterval(() => setNow(stepOf(everyMs)), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowMs
}

function stepOf(everyMs: number): number {
  return Math.floor(Date.now() / everyMs) * everyMs
}
