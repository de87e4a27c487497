import { useEffect, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Connection, ConnectionSummary } from '../../shared/models/connection.ts'
import { call, toFailure } from '../state/api.ts'

export interface Details {
  /** Null until the first answer. The summary's fields take precedence, because they are newer. */
  details: Connection | null
  failure: Failure | null
}

/** A connection with accounts and permissions. Loaded again whenever its summary changes. */
export function useDetails(summary: ConnectionSummary): Details {
  const [read, setRead] = useState<Details>({ details: null, failure: null })
  useEffect(() => {
    let isCurrent = true
    call('connections.read', { id: summary.id }).then(
      (details) => isCurrent && setRead({ details, failure: null }),
      (thrown: unknown) => isCurrent && setRead((before) => ({ ...before, failure: toFailure(thrown) })),
    )
    return () => {
      isCurrent = false
    }
  }, [summary])
  return { ...read, details: read.details && { ...read.details, ...summary } }
}
