import { useState, type FormEvent } from 'react'
import type { ExportFormat, ExportScope } from '../../shared/models/export.ts'
import { PeriodFields } from '../connections/transactions/period-fields.tsx'
import type { Period } from '../connections/transactions/use-transactions.ts'
import { Button } from '../parts/button.tsx'
import { Choice } from '../parts/choice.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { ExportStatus } from './export-status.tsx'
import { useExport } from './use-export.ts'

type Kind = keyof typeof text.exportDialog.kinds

const kinds: readonly Kind[] = ['transactions', 'accounts']
const formats = Object.keys(text.exportDialog.formats) as ExportFormat[]

/** Writes transactions of a period, or accounts, of a scope into one file. Closing the dialog cancels the export. */
export function ExportDialog({ scope, onClose }: { scope: ExportScope; onClose: () => void }) {
  return (
    <DialogFrame title={text.exportDialog.title} onClose={onClose}>
      <ExportForm scope={scope} onClose={onClose} />
    </DialogFrame>
  )
}

function ExportForm({ scope, onClose }: { scope: ExportScope; onClose: () => void }) {
  const control = useExport()
  const [kind, setKind] = useState<Kind>('transactions')
  const [period, setPeriod] = useState<Period>({ days: 90 })
  const [format, setFormat] = useState<ExportFormat>('csv')
  const write = (exportId: string) =>
    kind === 'transactions'
      ? call('transactions.export', { scope, format, exportId, ...period })
      : call('accounts.export', { scope, format, exportId })
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        control.start(write)
      }}
    >
      <p className="hint">{scopeText(scope)}</p>
      <Choice
        label={text.exportDialog.kind}
        options={kinds.map((value) => ({ value, label: text.exportDialog.kinds[value] }))}
        value={kind}
        onChange={setKind}
      />
      {kind === 'transactions' && (
        <div className="transactions-head">
          <PeriodFields period={period} onChange={setPeriod} />
        </div>
      )}
      <label className="date-field">
        {text.exportDialog.format}{' '}
        <select value={format} onChange={(event) => setFormat(event.target.value as ExportFormat)}>
          {formats.map((one) => (
            <option key={one} value={one}>
              {text.exportDialog.formats[one]}
            </option>
          ))}
        </select>
      </label>
      <p className="hint">{text.exportDialog.hints[kind]}</p>
      <ExportStatus control={control} />
      <div className="dialog-actions">
        <span className="gap" />
        <Button onPress={onClose}>{text.exportDialog.close}</Button>
        <Button look="primary" type="submit" busy={control.isRunning}>
          {text.exportDialog.export}
        </Button>
      </div>
    </form>
  )
}

function scopeText(scope: ExportScope): string {
  switch (scope.kind) {
    case 'all':
      return text.exportDialog.ofAll
    case 'connections':
      return text.exportDialog.ofConnections(scope.ids.length)
    case 'accounts':
      return text.exportDialog.ofAccounts(scope.accounts.length)
  }
}
