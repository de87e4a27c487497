import { useCallback, useSyncExternalStore } from 'react'

/** The time in steps of `everyMs`. Milliseconds UTC. */
export function useNow(everyMs: number): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      const timer = setInterval(changed, everyMs)
      return () => clearInterval(timer)
    },
    [everyMs],
  )
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / everyMs) * everyMs)
}
