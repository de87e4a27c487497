import { ExportButtons } from '../export/export-buttons.tsx'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'

/** Saves the consent receipts of a connection, also of a removed one, or of all: HTML to read and print, JSON for programs. */
export function ReceiptButtons({ connectionId, of }: { connectionId?: string; of: string | null }) {
  return (
    <span className="receipt">
      <span className="sub">{text.receipts.label(connectionId === undefined)}</span>{' '}
      <ExportButtons
        formats={['html', 'json'] as const}
        label={(format) => text.receipts.save(format, of)}
        onExport={({ format }) =>
          call('receipts.export', { ...(connectionId === undefined ? {} : { connectionId }), format })
        }
      />
    </span>
  )
}
