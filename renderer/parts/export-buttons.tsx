import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import { Problem } from './problem.tsx'
import { useAction } from './use-action.ts'

const formats = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
] as const

/** One button a file format. The main process asks the user for the file. */
export function ExportButtons({
  label = text.transactions.export,
  onExport,
}: {
  label?: (format: string) => string
  onExport: (format: 'csv' | 'json') => Promise<unknown>
}) {
  const action = useAction()
  return (
    <>
      <span className="exports">
        {formats.map(([format, name]) => (
          <Button
            key={format}
            look="quiet"
            label={label(name)}
            busy={action.isRunning}
            onPress={() => action.run(() => onExport(format))}
          >
            {name}
          </Button>
        ))}
      </span>
      {action.failure && <Problem failure={action.failure} />}
    </>
  )
}
