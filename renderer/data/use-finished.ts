import { useEffect, useRef, useState } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import { text } from '../text/text.ts'
import { changesText, statusOf } from './dataset-words.ts'

/** For screen readers: how the last run that has ended while the view is open went. */
export function useFinished(list: readonly Dataset[] | null): string {
  const [finished, setFinished] = useState('')
  const running = useRef(new Set<string>())
  useEffect(() => {
    for (const dataset of list ?? []) {
      if (dataset.isRunning) running.current.add(dataset.id)
      else if (running.current.delete(dataset.id)) setFinished(finishedText(dataset))
    }
  }, [list])
  return finished
}

function finishedText(dataset: Dataset): string {
  const changes = (dataset.lastRun && changesText(dataset.lastRun)) ?? text.data.nothingNew
  return text.data.finished(dataset.name, statusOf(dataset, Date.now()).label, changes)
}
