import {
  createContext,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Scripts } from '../../shared/models/script.ts'
import { afterPaint } from './after-paint.ts'
import { call, on, toFailure } from './api.ts'
import type { StoreSource } from './store.ts'

/** The programs that use connections, and their updates. */
export interface ScriptsRead {
  /** Null until they are loaded. */
  value: Scripts | null
  failure: Failure | null
  /** Loads them again. */
  retry: () => void
}

export const ScriptsContext = createContext<ScriptsRead>({
  value: null,
  failure: null,
  retry: () => undefined,
})

/** Gives the programs to everything inside. Loads them after the first paint of the list. */
export function ScriptsProvider({ source, children }: { source: StoreSource; children: ReactNode }) {
  const { store } = useSyncExternalStore(source.subscribe, source.state)
  const scripts = useScripts(store !== null && store.app.problem === null)
  return <ScriptsContext value={scripts}>{children}</ScriptsContext>
}

function useScripts(isReady: boolean): ScriptsRead {
  const [read, setRead] = useState<Pick<ScriptsRead, 'value' | 'failure'>>({ value: null, failure: null })
  // An answer to an earlier call is not shown.
  const newest = useRef(0)
  const load = useCallback(() => {
    newest.current += 1
    const own = newest.current
    const set = (change: Partial<ScriptsRead>) => {
      if (own === newest.current) setRead((before) => ({ ...before, ...change }))
    }
    call('scripts.read', {}).then(
      (value) => set({ value, failure: null }),
      (thrown: unknown) => set({ failure: toFailure(thrown) }),
    )
  }, [])
  useEffect(() => {
    if (!isReady) return
    const stop = on('scripts.changed', load)
    void afterPaint().then(load)
    return stop
  }, [isReady, load])
  return useMemo(() => ({ ...read, retry: load }), [read, load])
}
