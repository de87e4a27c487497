import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Account } from '../../shared/models/account.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call, on, toFailure } from '../state/api.ts'

export interface AccountsRead {
  byConnection: ReadonlyMap<string, Account[]>
  /** All of them are loaded. */
  isWhole: boolean
  failure: Failure | null
  /** Loads again what could not be loaded. */
  retry: () => void
}

const mostIds = 200

/**
 * The accounts of all connections, loaded some connections at a time, and again whenever a connection changes. What could not be loaded is
 * loaded with the next change.
 */
export function useAccounts(connections: readonly ConnectionSummary[]): AccountsRead {
  const [read, setRead] = useState<Omit<AccountsRead, 'retry'>>({
    byConnection: new Map(),
    isWhole: false,
    failure: null,
  })
  const asked = useRef(new Set<string>())
  const queue = useRef(new Set<string>())
  const isRunning = useRef(false)
  const isOpen = useRef(true)

  const run = useRef(async () => {
    if (isRunning.current) return
    isRunning.current = true
    let connectionIds: string[] = []
    try {
      while (isOpen.current && queue.current.size > 0) {
        connectionIds = [...queue.current].slice(0, mostIds)
        for (const id of connectionIds) queue.current.delete(id)
        const lists = await call('accounts.list', { connectionIds })
        setRead(({ byConnection }) => ({
          byConnection: new Map([
            ...byConnection,
            ...lists.map(({ connectionId, accounts }) => [connectionId, accounts] as const),
          ]),
          isWhole: queue.current.size === 0,
          failure: null,
        }))
      }
    } catch (thrown) {
      for (const id of connectionIds) queue.current.add(id)
      setRead((before) => ({ ...before, isWhole: false, failure: toFailure(thrown) }))
    } finally {
      isRunning.current = false
    }
  })

  useEffect(() => {
    for (const { id, accountCount } of connections) {
      if (asked.current.has(id) || accountCount === 0) continue
      asked.current.add(id)
      queue.current.add(id)
    }
    if (queue.current.size > 0) void run.current()
    else if (!isRunning.current) setRead((before) => (before.isWhole ? before : { ...before, isWhole: true }))
  }, [connections])

  useEffect(() => {
    isOpen.current = true
    const stop = on('connection.changed', ({ id }) => {
      asked.current.add(id)
      queue.current.add(id)
      void run.current()
    })
    return () => {
      isOpen.current = false
      stop()
    }
  }, [])
  return { ...read, retry: () => void run.current() }
}
