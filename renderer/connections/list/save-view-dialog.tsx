import { useState, type FormEvent } from 'react'
import type { Arrangement, SavedView } from '../../../shared/list-arrangement.ts'
import { Button } from '../../parts/button.tsx'
import { DialogFrame } from '../../parts/dialog-frame.tsx'
import { Field } from '../../parts/field.tsx'
import { text } from '../../text/text.ts'

/** Names the current search, filter, sorting and grouping, so that one press brings them back. */
export function SaveViewDialog({
  arrangement,
  views,
  onSave,
  onClose,
}: {
  arrangement: Arrangement
  views: readonly SavedView[]
  onSave: (view: SavedView) => void
  onClose: () => void
}) {
  const [name, setName] = useState('')
  const [isMissing, setMissing] = useState(false)
  const isKnown = views.some((view) => view.name === name.trim())
  return (
    <DialogFrame title={text.saveView.title} onClose={onClose}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (name.trim() === '') return setMissing(true)
          onSave({ ...arrangement, search: arrangement.search.trim(), name: name.trim().slice(0, 100) })
          onClose()
        }}
      >
        <Field
          label={text.saveView.name}
          hint={isKnown ? text.saveView.replaces : text.saveView.hint}
          value={name}
          onChange={(value) => {
            setName(value)
            setMissing(false)
          }}
          isWrong={isMissing}
          wrongText={text.saveView.missing}
          takesFocus
        />
        <div className="dialog-actions">
          <span className="gap" />
          <Button onPress={onClose}>{text.saveView.cancel}</Button>
          <Button look="primary" type="submit">
            {text.saveView.save}
          </Button>
        </div>
      </form>
    </DialogFrame>
  )
}
