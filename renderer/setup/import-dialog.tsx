import { useState } from 'react'
import type { SetupPreview } from '../../shared/models/setup.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { dateText } from '../text/format.ts'
import { text } from '../text/text.ts'

type Item = SetupPreview['items'][number]

const states = ['new', 'exists', 'unusable'] as const
const kinds = ['registration', 'institution', 'connection'] as const

/** What importing the chosen file adds, what is here already, and what can't be added. */
export function ImportDialog({
  preview,
  onClose,
  onImported,
}: {
  preview: SetupPreview
  onClose: () => void
  onImported: () => Promise<void>
}) {
  const action = useAction()
  const [withSettings, setWithSettings] = useState(false)
  const isNothingNew = kinds.every((kind) => preview.counts[kind].new === 0) && !preview.hasSettings
  return (
    <DialogFrame title={text.setup.previewTitle} isWide onClose={onClose}>
      {preview.exportedAtMs > 0 && (
        <p className="sub">{text.setup.exported(dateText(preview.exportedAtMs))}</p>
      )}
      {isNothingNew && <p>{text.setup.nothing}</p>}
      {states.map((state) => (
        <Group key={state} state={state} preview={preview} />
      ))}
      {preview.unreadable > 0 && <p>{text.setup.unreadable(preview.unreadable)}</p>}
      {preview.hasSettings && (
        <Check label={text.setup.withSettings} isOn={withSettings} onChange={setWithSettings} />
      )}
      {action.failure && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        <span className="gap" />
        <Button onPress={onClose}>{text.setup.cancel}</Button>
        <Button
          look="primary"
          autoFocus
          disabled={isNothingNew}
          busy={action.isRunning}
          onPress={() =>
            action.run(async () => {
              await call('setup.apply', { withSettings })
              await onImported()
            })
          }
        >
          {text.setup.run}
        </Button>
      </div>
    </DialogFrame>
  )
}

function Group({ state, preview }: { state: Item['state']; preview: SetupPreview }) {
  const shown = kinds.filter((kind) => preview.counts[kind][state] > 0)
  if (shown.length === 0) return null
  return (
    <section className="import-group">
      <h3>{text.setup.states[state]}</h3>
      {shown.map((kind) => {
        const items = preview.items.filter((item) => item.kind === kind && item.state === state)
        const count = preview.counts[kind][state]
        return (
          <details key={kind} open={count <= 10}>
            <summary>{text.setup.kinds[kind](count)}</summary>
            {kind === 'connection' && state === 'new' && <p className="sub">{text.setup.connectionsNew}</p>}
            <ul>
              {items.map((item, index) => (
                <li key={index}>
                  <Name
                    text={
                      item.renamedFrom === null ? item.name : text.setup.renamed(item.name, item.renamedFrom)
                    }
                  />
                </li>
              ))}
              {count > items.length && <li>{text.setup.more(count - items.length)}</li>}
            </ul>
          </details>
        )
      })}
    </section>
  )
}
