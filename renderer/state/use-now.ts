import { useEffect, useState } from 'react'

/** The time in steps of `everyMs`, changed at each multiple of it: all that show the day change it together. Milliseconds UTC. */
export function useNow(everyMs: number): number {
  const [nowMs, setNow] = useState(() => stepOf(everyMs))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const plan = () => {
      timer = setTimeout(
        () => {
          setNow(stepOf(everyMs))
          plan()
        },
        everyMs - (Date.now() % everyMs),
      )
    }
    plan()
    return () => clearTimeout(timer)
  }, [everyMs])
  return nowMs
}

function stepOf(everyMs: number): number {
  return Math.floor(Date.now() / everyMs) * everyMs
}
