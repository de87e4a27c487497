import { useEffect, useState } from 'react'
import type { ServerFacts } from '../../shared/models/institution.ts'
import { call } from './api.ts'

/** What an institution's server says about itself; null until it is known, and where it can't be read: linking then says why. */
export function useServerFacts(institutionId: string | null): ServerFacts | null {
  const [read, setRead] = useState<{ id: string; facts: ServerFacts } | null>(null)
  useEffect(() => {
    if (institutionId === null) return
    let isCurrent = true
    call('institutions.describe', { id: institutionId }).then(
      (facts) => isCurrent && setRead({ id: institutionId, facts }),
      () => undefined,
    )
    return () => {
      isCurrent = false
    }
  }, [institutionId])
  return read !== null && read.id === institutionId ? read.facts : null
}
