import { useState } from 'react'
import type { Output } from '../../shared/contract.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import { Problem } from './problem.tsx'
import { useAction } from './use-action.ts'

const formats = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
] as const

type Saved = Output<'accounts.export'>

/** One button a file format. The main process asks the user for the file. Offers to show the saved file in its folder. */
export function ExportButtons({
  label = text.transactions.export,
  onExport,
}: {
  label?: (format: string) => string
  onExport: (format: 'csv' | 'json') => Promise<Saved>
}) {
  const action = useAction()
  const [saved, setSaved] = useState<Saved | null>(null)
  const save = (format: 'csv' | 'json') => {
    setSaved(null)
    action.run(() => onExport(format).then(setSaved))
  }
  return (
    <>
      <span className="exports">
        {formats.map(([format, name]) => (
          <Button
            key={format}
            look="quiet"
            label={label(name)}
            busy={action.isRunning}
            onPress={() => save(format)}
          >
            {name}
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
