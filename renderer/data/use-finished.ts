import { useEffect, useRef, useState } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import { text } from '../text/text.ts'
import { changesText, statusOf } from './dataset-words.ts'

/** For screen readers: how the last run that has ended while the view is open went, however short it was. */
export function useFinished(list: readonly Dataset[] | null): string {
  const [finished, setFinished] = useState('')
  const endedAtMs = useRef(new Map<string, number | null>())
  useEffect(() => {
    for (const dataset of list ?? []) {
      const { id, isRunning, lastRun } = dataset
      const before = endedAtMs.current.get(id)
      // The result is there a moment before the run has ended.
      if (isRunning && before !== undefined) continue
      const after = lastRun?.endedAtMs ?? null
      endedAtMs.current.set(id, after)
      if (before !== undefined && before !== after) setFinished(finishedText(dataset))
    }
  }, [list])
  return finished
}

function finishedText(dataset: Dataset): string {
  const changes = (dataset.lastRun && changesText(dataset.lastRun)) ?? text.data.nothingNew
  return text.data.finished(dataset.name, statusOf(dataset, Date.now()).label, changes)
}
