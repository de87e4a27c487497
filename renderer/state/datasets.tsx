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
import type { Dataset } from '../../shared/models/dataset.ts'
import { afterPaint } from './after-paint.ts'
import { call, on, toFailure } from './api.ts'
import type { StoreSource } from './store.ts'

/** The datasets and their updates. */
export interface Datasets {
  /** Null until they are loaded. */
  list: readonly Dataset[] | null
  failure: Failure | null
  /** Loads them again. */
  retry: () => void
  /** Shows a dataset that was just added. */
  add: (dataset: Dataset) => void
}

export const DatasetsContext = createContext<Datasets>({
  list: null,
  failure: null,
  retry: () => undefined,
  add: () => undefined,
})

/** Gives the datasets to everything inside. Loads them after the first paint of the list. */
export function DatasetsProvider({ source, children }: { source: StoreSource; children: ReactNode }) {
  const { store } = useSyncExternalStore(source.subscribe, source.state)
  const datasets = useDatasets(store !== null && store.app.problem === null)
  return <DatasetsContext value={datasets}>{children}</DatasetsContext>
}

function useDatasets(isReady: boolean): Datasets {
  const [read, setRead] = useState<Pick<Datasets, 'list' | 'failure'>>({ list: null, failure: null })
  // An event that arrives while the list is read is newer than it.
  const newer = useRef(new Map<string, Dataset | null>())
  const change = useCallback((id: string, dataset: Dataset | null) => {
    newer.current.set(id, dataset)
    setRead((before) => ({ ...before, list: before.list && withChange(before.list, id, dataset) }))
  }, [])
  const load = useCallback(() => {
    newer.current.clear()
    call('datasets.list', {}).then(
      (list) => {
        const changed = [...newer.current]
        setRead({
          list: changed.reduce<readonly Dataset[]>((all, [id, one]) => withChange(all, id, one), list),
          failure: null,
        })
      },
      (thrown: unknown) => setRead((before) => ({ ...before, failure: toFailure(thrown) })),
    )
  }, [])
  useEffect(() => {
    if (!isReady) return
    const stops = [
      on('dataset.changed', (dataset) => change(dataset.id, dataset)),
      on('dataset.removed', ({ id }) => change(id, null)),
    ]
    void afterPaint().then(load)
    return () => {
      for (const stop of stops) stop()
    }
  }, [isReady, change, load])
  const add = useCallback((dataset: Dataset) => change(dataset.id, dataset), [change])
  return useMemo(() => ({ ...read, retry: load, add }), [read, load, add])
}

/** Replaces, appends, or with null removes a dataset. */
function withChange(list: readonly Dataset[], id: string, dataset: Dataset | null): readonly Dataset[] {
  if (dataset === null) return list.filter((one) => one.id !== id)
  return list.some((one) => one.id === id)
    ? list.map((one) => (one.id === id ? dataset : one))
    : [...list, dataset]
}
