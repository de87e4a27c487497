import { createContext, useCallback, useMemo, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { call, toFailure } from '../state/api.ts'

/** As long as a revocation can be undone. */
const undoMs = 5000

/** Removals of connections that can still be undone. If the app quits before, the connection stays. */
export interface Removals {
  /** When each becomes final, milliseconds UTC. */
  pending: ReadonlyMap<string, number>
  failures: ReadonlyMap<string, Failure>
  remove(id: string): void
  undo(id: string): void
}

export const RemovalsContext = createContext<Removals>({
  pending: new Map(),
  failures: new Map(),
  remove: () => undefined,
  undo: () => undefined,
})

/** Call once, at the top of the window, so that a removal does not depend on the view. */
export function useRemovals(): Removals {
  const [pending, setPending] = useState<ReadonlyMap<string, number>>(new Map())
  const [failures, setFailures] = useState<ReadonlyMap<string, Failure>>(new Map())
  const [timers] = useState(() => new Map<string, ReturnType<typeof setTimeout>>())
  const end = useCallback(
    (id: string) => {
      timers.delete(id)
      setPending((before) => without(before, id))
    },
    [timers],
  )
  const remove = useCallback(
    (id: string) => {
      if (timers.has(id)) return
      setFailures((before) => without(before, id))
      setPending((before) => new Map(before).set(id, Date.now() + undoMs))
      const finish = async () => {
        try {
          await call('connections.remove', { id })
        } catch (thrown) {
          setFailures((before) => new Map(before).set(id, toFailure(thrown)))
        }
        end(id)
      }
      timers.set(
        id,
        setTimeout(() => void finish(), undoMs),
      )
    },
    [timers, end],
  )
  const undo = useCallback(
    (id: string) => {
      clearTimeout(timers.get(id))
      end(id)
    },
    [timers, end],
  )
  return useMemo(() => ({ pending, failures, remove, undo }), [pending, failures, remove, undo])
}

function without<V>(before: ReadonlyMap<string, V>, id: string): ReadonlyMap<string, V> {
  const after = new Map(before)
  after.delete(id)
  return after
}
