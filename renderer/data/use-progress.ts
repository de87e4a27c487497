import { useEffect, useState } from 'react'
import type { EventPayload } from '../../shared/contract.ts'
import { on } from '../state/api.ts'

export type RunProgress = EventPayload<'dataset.progress'>

/** How far each running dataset is, by its id. Nothing for one that has not reported since the view was opened. */
export function useProgress(): ReadonlyMap<string, RunProgress> {
  const [progress, setProgress] = useState<ReadonlyMap<string, RunProgress>>(new Map())
  useEffect(() => {
    const stops = [
      on('dataset.progress', (one) => setProgress((before) => new Map(before).set(one.id, one))),
      on('dataset.changed', ({ id, isRunning }) => {
        if (isRunning) return
        setProgress((before) => {
          if (!before.has(id)) return before
          const after = new Map(before)
          after.delete(id)
          return after
        })
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
  return progress
}
