import { useEffect, useState } from 'react'
import type { UpdateStatus } from '../../shared/models/updates.ts'
import { call, on } from './api.ts'

/** How it stands with newer versions; null until the first answer. */
export function useUpdates(): UpdateStatus | null {
  const [status, setStatus] = useState<UpdateStatus | null>(null)
  useEffect(() => {
    const stop = on('updates.changed', setStatus)
    call('updates.status', {}).then(
      // What was told meanwhile is newer.
      (answer) => setStatus((told) => told ?? answer),
      () => undefined,
    )
    return stop
  }, [])
  return status
}
