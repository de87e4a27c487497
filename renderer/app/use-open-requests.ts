import { useEffect } from 'react'
import type { OpenRequest } from '../../shared/models/app.ts'
import { call, on } from '../state/api.ts'
import { afterPaint } from '../state/after-paint.ts'

/** Follows menu commands and deep links, including one that arrived before the page was ready. */
export function useOpenRequests(isReady: boolean, follow: (request: OpenRequest) => void): void {
  useEffect(() => {
    if (!isReady) return
    const stop = on('openRequest.received', follow)
    afterPaint()
      .then(() => call('openRequest.take', {}))
      .then(
        ({ request }) => request && follow(request),
        // The view does not change. Nothing else depends on the request.
        () => undefined,
      )
    return stop
  }, [isReady, follow])
}
