import { useState, type FormEvent } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

export function LabelDialog({
  connections,
  onClose,
}: {
  connections: ConnectionSummary[]
  onClose: () => void
}) {
  return (
    <DialogFrame title={text.labelDialog.title(connections.length)} onClose={onClose}>
      <LabelForm connections={connections} onClose={onClose} />
    </DialogFrame>
  )
}

function LabelForm({ connections, onClose }: { connections: ConnectionSummary[]; onClose: () => void }) {
  const action = useAction()
  const labels = new Set(connections.map(({ label }) => label))
  const [label, setLabel] = useState((labels.size === 1 ? connections[0]?.label : null) ?? '')
  const save = (value: string) =>
    action.run(async () => {
      const ids = connections.map(({ id }) => id)
      await call('connections.label', { ids, label: value.trim() || null })
      onClose()
    })
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        save(label)
      }}
    >
      <Field
        label={text.labelDialog.field}
        hint={text.labelDialog.hint}
        value={label}
        onChange={setLabel}
        takesFocus
      />
      {action.failure && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        {[...labels].some((one) => one !== null) && (
          <Button onPress={() => save('')}>{text.labelDialog.remove}</Button>
        )}
        <span className="gap" />
        <Button onPress={onClose}>{text.labelDialog.cancel}</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {text.labelDialog.save}
        </Button>
      </div>
    </form>
  )
}
