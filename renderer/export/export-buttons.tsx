import { Button } from '../parts/button.tsx'
import { text } from '../text/text.ts'
import { ExportStatus } from './export-status.tsx'
import { useExport, type Saved } from './use-export.ts'

const names = { csv: 'CSV', json: 'JSON', html: 'HTML', pdf: text.documents.save } as const
type Format = keyof typeof names
const tableFormats = ['csv', 'json'] as const

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
  const control = useExport()
  return (
    <>
      <span className="exports">
        {title && <span className="sub">{title}</span>}
        {formats.map((format) => (
          <Button
            key={format}
            look="quiet"
            label={label(names[format])}
            busy={control.isRunning}
            onPress={() => control.start((exportId) => onExport({ format, exportId }))}
          >
            {names[format]}
          </Button>
        ))}
      </span>
      <ExportStatus control={control} />
    </>
  )
}
