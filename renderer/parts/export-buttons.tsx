import { useCallback, useEffect, useRef, useState } from 'react'
import type { Output } from '../../shared/contract.ts'
import { call, on } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import { Problem } from './problem.tsx'
import { useAction } from './use-action.ts'

const names = { csv: 'CSV', json: 'JSON', html: 'HTML', pdf: text.documents.save } as const
type Format = keyof typeof names
const tableFormats = ['csv', 'json'] as const

type Saved = Output<'accounts.export'>

/** What every call that writes a file takes. */
interface FileToWrite<F extends Format> {
  format: F
  exportId: string
}

/**
 * One button a file format. The main process asks the user for the file. Shows how much has been written, with Cancel, and offers to show
 * the saved file in its folder. An export ends with the view that shows it.
 */
export function ExportButtons<F extends Format = 'csv' | 'json'>({
  title,
  label = text.transactions.export,
  formats = tableFormats as readonly Format[] as readonly F[],
  onExport,
}: {
  /** Before the buttons, which say the format only. */
  title?: string
  label?: (format: string) => string
  formats?: readonly F[]
  onExport: (file: FileToWrite<F>) => Promise<Saved>
}) {
  const action = useAction()
  const [saved, setSaved] = useState<Saved | null>(null)
  const { rows, start, cancel } = useExportRun()
  const save = (format: F) => {
    setSaved(null)
    action.run(() => start((exportId) => onExport({ format, exportId })).then(setSaved))
  }
  return (
    <>
      <span className="exports">
        {title && <span className="sub">{title}</span>}
        {formats.map((format) => (
          <Button
            key={format}
            look="quiet"
            label={label(names[format])}
            busy={action.isRunning}
            onPress={() => save(format)}
          >
            {names[format]}
          </Button>
        ))}
      </span>
      {action.isRunning && rows > 0 && (
        <span className="sub">
          {text.transactions.exporting(rows)}{' '}
          <Button look="link" onPress={cancel}>
            {text.transactions.cancelExport}
          </Button>
        </span>
      )}
      {saved?.saved && (
        <span className="sub" role="status">
          {saved.isPartial ? text.transactions.savedPartly : text.transactions.saved}{' '}
          <Button look="link" onPress={() => action.run(() => call('files.show', {}))}>
            {text.transactions.show}
          </Button>
        </span>
      )}
      {action.failure && <Problem failure={action.failure} />}
      {action.failure && rows > 0 && <p className="sub">{text.transactions.exportRemoved(rows)}</p>}
    </>
  )
}

/** Follows one export at a time, and cancels it when its view is closed. */
function useExportRun() {
  const current = useRef<string | null>(null)
  const [rows, setRows] = useState(0)
  const cancel = useCallback(() => {
    if (current.current !== null) void call('exports.cancel', { id: current.current })
  }, [])
  useEffect(() => {
    const stop = on('export.progress', (progress) => {
      if (progress.id === current.current) setRows(progress.rows)
    })
    return () => {
      stop()
      cancel()
    }
  }, [cancel])
  const start = <T,>(work: (exportId: string) => Promise<T>): Promise<T> => {
    const exportId = crypto.randomUUID()
    current.current = exportId
    setRows(0)
    return work(exportId).finally(() => {
      current.current = null
    })
  }
  return { rows, start, cancel }
}
