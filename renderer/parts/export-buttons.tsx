import { useState } from 'react'
import type { Output } from '../../shared/contract.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import { Problem } from './problem.tsx'
import { useAction } from './use-action.ts'

const names = { csv: 'CSV', json: 'JSON', html: 'HTML' } as const
type Format = keyof typeof names
const tableFormats = ['csv', 'json'] as const

type Saved = Output<'accounts.export'>

/** One button a file format. The main process asks the user for the file. Offers to show the saved file in its folder. */
export function ExportButtons<F extends Format = 'csv' | 'json'>({
  label = text.transactions.export,
  formats = tableFormats as readonly Format[] as readonly F[],
  onExport,
}: {
  label?: (format: string) => string
  formats?: readonly F[]
  onExport: (format: F) => Promise<Saved>
}) {
  const action = useAction()
  const [saved, setSaved] = useState<Saved | null>(null)
  const save = (format: F) => {
    setSaved(null)
    action.run(() => onExport(format).then(setSaved))
  }
  return (
    <>
      <span className="exports">
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
      {saved?.saved && (
        <span className="sub" role="status">
          {saved.isPartial ? text.transactions.savedPartly : text.transactions.saved}{' '}
          <Button look="link" onPress={() => action.run(() => call('files.show', {}))}>
            {text.transactions.show}
          </Button>
        </span>
      )}
      {action.failure && <Problem failure={action.failure} />}
    </>
  )
}
