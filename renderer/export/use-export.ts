import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Output } from '../../shared/contract.ts'
import { call, on } from '../state/api.ts'
import { useAction } from '../parts/use-action.ts'

/** What every call that writes a file answers. */
export type Saved = Output<'transactions.export'>

export interface ExportControl {
  isRunning: boolean
  /** How much has been written, and how many accounts are still to be read. */
  progress: { rows: number; accountsLeft: number }
  /** What became of the last export; null while one runs. */
  saved: Saved | null
  /** Why the last one failed. */
  failure: Failure | null
  /** @param write calls the main process with the id that names the export */
  start(write: (exportId: string) => Promise<Saved>): void
  cancel(): void
  showFile(): void
}

const nothing = { rows: 0, accountsLeft: 0 }

/** Runs one export at a time, and cancels it when its view is closed. */
export function useExport(): ExportControl {
  const action = useAction()
  const current = useRef<string | null>(null)
  const [progress, setProgress] = useState(nothing)
  const [saved, setSaved] = useState<Saved | null>(null)
  const cancel = useCallback(() => {
    if (current.current !== null) void call('exports.cancel', { id: current.current })
  }, [])
  useEffect(() => {
    const stop = on('export.progress', ({ id, ...known }) => {
      if (id === current.current) setProgress(known)
    })
    return () => {
      stop()
      cancel()
    }
  }, [cancel])
  const start = (write: (exportId: string) => Promise<Saved>) => {
    const exportId = crypto.randomUUID()
    current.current = exportId
    setProgress(nothing)
    setSaved(null)
    action.run(() =>
      write(exportId)
        .then(setSaved)
        .finally(() => {
          current.current = null
        }),
    )
  }
  return {
    isRunning: action.isRunning,
    progress,
    saved,
    failure: action.failure,
    start,
    cancel,
    showFile: () => action.run(() => call('files.show', {})),
  }
}
