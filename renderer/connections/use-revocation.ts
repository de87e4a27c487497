import { useRef, useState } from 'react'
import { call } from '../state/api.ts'
import { useAction, type Action } from '../parts/use-action.ts'

/** Revoked with one call, so that the revocation of any number can be followed and stopped. */
const pageSize = 500

export interface Revocation extends Action {
  /** How many of them have been revoked; null unless a revocation is running that needs several calls. */
  progress: { done: number; total: number } | null
  revoke(ids: readonly string[]): void
  /** Sends no further call. Undo takes back those that are revoked. */
  stop(): void
}

/** Revokes several connections, page by page. The connections of a page are revoked all, or none if one can't be. */
export function useRevocation(): Revocation {
  const action = useAction()
  const [progress, setProgress] = useState<Revocation['progress']>(null)
  const isStopped = useRef(false)

  const revoke = (ids: readonly string[]) => {
    isStopped.current = false
    action.run(async () => {
      try {
        for (let done = 0; done < ids.length && !isStopped.current; done += pageSize) {
          if (ids.length > pageSize) setProgress({ done, total: ids.length })
          await call('connections.revokeSeveral', {
            ids: ids.slice(done, done + pageSize),
            total: ids.length,
          })
        }
      } finally {
        setProgress(null)
      }
    })
  }
  const stop = () => {
    isStopped.current = true
  }
  return { ...action, progress, revoke, stop }
}
