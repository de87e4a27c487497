import { useEffect, useState } from 'react'
import type { UpdateStatus } from '../../shared/models/updates.ts'
import { call, on } from './api.ts'

/** The status of app updates; null until the first answer. */
export function useUpdates(): UpdateStatus | null {
  const [status, setStatus] = useState<UpdateStatus | null>(null)
  useEffect(() => {
    const stop = on('updates.changed', setStatus)
    call('updates.status', {}).then(
      // An event that arrived in the meantime is newer.
      (answer) => setStatus((newer) => newer ?? answer),
      () => undefined,
    )
    return stop
  }, [])
  return status
}
