import { useEffect, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Activity } from '../../shared/models.ts'
import { call, on, toFailure } from '../api.ts'

export interface ActivityRead {
  /** Null until the first answer. */
  lines: Activity[] | null
  failure: Failure | null
}

/** What happened, to one connection or to all, the newest first; read anew whenever a connection changes. */
export function useActivity(connectionId: string | undefined, limit: number): ActivityRead {
  const [read, setRead] = useState<ActivityRead>({ lines: null, failure: null })
  useEffect(() => {
    let isCurrent = true
    const keep = (now: ActivityRead) => {
      if (isCurrent) setRead(now)
    }
    const load = () => {
      call('activity.list', { ...(connectionId === undefined ? {} : { connectionId }), limit }).then(
        (lines) => keep({ lines, failure: null }),
        (thrown: unknown) => keep({ lines: null, failure: toFailure(thrown) }),
      )
    }
    const stops = [on('connection.changed', load), on('connection.removed', load)]
    load()
    return () => {
      isCurrent = false
      stops.forEach((stop) => stop())
    }
  }, [connectionId, limit])
  return read
}
