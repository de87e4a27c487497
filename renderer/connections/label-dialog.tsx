import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** Labelled with one call, so that a label for any number of connections can be followed and cancelled. */
const pageSize = 1000

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
  const [labelled, setLabelled] = useState(0)
  const isCancelled = useRef(false)
  useEffect(() => {
    isCancelled.current = false
    return () => {
      isCancelled.current = true
    }
  }, [])
  const save = (value: string) =>
    action.run(async () => {
      const ids = connections.map(({ id }) => id)
      for (let from = 0; from < ids.length && !isCancelled.current; from += pageSize) {
        const page = ids.slice(from, from + pageSize)
        await call('connections.label', { ids: page, label: value.trim() || null })
        setLabelled(from + page.length)
      }
      onClose()
    })
  const cancel = () => {
    isCancelled.current = true
    if (!action.isRunning) onClose()
  }
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
      {action.isRunning && labelled > 0 && (
        <p className="sub" role="status">
          {text.labelDialog.progress(labelled, connections.length)}
        </p>
      )}
      {action.failure && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        {[...labels].some((one) => one !== null) && (
          <Button onPress={() => save('')}>{text.labelDialog.remove}</Button>
        )}
        <span className="gap" />
        <Button onPress={cancel}>{text.labelDialog.cancel}</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {text.labelDialog.save}
        </Button>
      </div>
    </form>
  )
}
