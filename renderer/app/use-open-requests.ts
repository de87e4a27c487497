import { useEffect } from 'react'
import type { OpenRequest } from '../../shared/models/app.ts'
import { call, on } from '../state/api.ts'
import { painted } from '../state/after-paint.ts'

/** Follows what the person asks for in the system's menu or by an address, also what they asked for before the page was there. */
export function useOpenRequests(isReady: boolean, follow: (asked: OpenRequest) => void): void {
  useEffect(() => {
    if (!isReady) return
    const stop = on('person.asked', follow)
    painted()
      .then(() => call('person.asked', {}))
      .then(
        ({ asked }) => asked && follow(asked),
        // It stays where it is: nothing was lost but a jump.
        () => undefined,
      )
    return stop
  }, [isReady, follow])
}
