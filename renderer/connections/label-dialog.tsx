import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { folded } from '../../shared/plain-text.ts'
import { call } from '../state/api.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { draftOf, labelsInUse, withTyped, type DraftLabel } from './label-draft.ts'

/** Labelled with one call, so that a label for any number of connections can be followed and cancelled. */
const pageSize = 1000

/** More suggestions than these are only counted: typing finds them. */
const maxSuggested = 12

/** Adds and removes labels of connections. A label that only some of them have stays as it is unless the user changes it. */
export function LabelDialog({
  connections,
  everyone,
  onClose,
}: {
  connections: ConnectionSummary[]
  /** All connections: their labels are suggested. */
  everyone: ConnectionSummary[]
  onClose: () => void
}) {
  return (
    <DialogFrame title={text.labelDialog.title(connections.length)} onClose={onClose}>
      <LabelForm connections={connections} everyone={everyone} onClose={onClose} />
    </DialogFrame>
  )
}

function LabelForm({
  connections,
  everyone,
  onClose,
}: {
  connections: ConnectionSummary[]
  everyone: ConnectionSummary[]
  onClose: () => void
}) {
  const action = useAction()
  const inUse = useMemo(() => labelsInUse(everyone), [everyone])
  const [draft, setDraft] = useState(() => draftOf(connections))
  const [typed, setTyped] = useState('')
  const total = connections.length
  const add = (names: string) => {
    setDraft((before) => withTyped(before, names, inUse))
    setTyped('')
  }
  const change = (label: DraftLabel, to: DraftLabel['change']) =>
    setDraft((before) =>
      to === 'remove' && label.count === 0
        ? before.filter((one) => one !== label)
        : before.map((one) => (one === label ? { ...one, change: to } : one)),
    )
  const [labelled, setLabelled] = useState(0)
  const isCancelled = useRef(false)
  useEffect(() => {
    isCancelled.current = false
    return () => {
      isCancelled.current = true
    }
  }, [])
  const save = () =>
    action.run(async () => {
      const labels = withTyped(draft, typed, inUse)
      const of = (wanted: DraftLabel['change']) =>
        labels.filter((one) => one.change === wanted).map(({ name }) => name)
      const [toAdd, toRemove] = [of('add'), of('remove')]
      const ids = connections.map(({ id }) => id)
      for (let from = 0; from < ids.length && !isCancelled.current; from += pageSize) {
        const page = ids.slice(from, from + pageSize)
        await call('connections.label', { ids: page, add: toAdd, remove: toRemove })
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
        save()
      }}
    >
      {draft.length > 0 && (
        <ul className="label-list" aria-label={text.labelDialog.chosen}>
          {draft.map((label) => (
            <LabelItem key={label.name} label={label} total={total} onChange={(to) => change(label, to)} />
          ))}
        </ul>
      )}
      <div
        onKeyDownCapture={(event) => {
          if ((event.key !== 'Enter' && event.key !== ',') || typed.trim() === '') return
          event.preventDefault()
          add(typed)
        }}
      >
        <Field
          label={text.labelDialog.field}
          hint={text.labelDialog.hint}
          value={typed}
          onChange={setTyped}
          takesFocus
        />
      </div>
      <Suggestions draft={draft} typed={typed} inUse={inUse} onAdd={add} />
      {action.isRunning && labelled > 0 && (
        <p className="sub" role="status">
          {text.labelDialog.progress(labelled, connections.length)}
        </p>
      )}
      {action.failure && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        <span className="gap" />
        <Button onPress={cancel}>{text.labelDialog.cancel}</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {text.labelDialog.save}
        </Button>
      </div>
    </form>
  )
}

function LabelItem({
  label: { name, count, change },
  total,
  onChange,
}: {
  label: DraftLabel
  total: number
  onChange: (to: DraftLabel['change']) => void
}) {
  const isPartial = change === null && count < total
  return (
    <li className={change === 'remove' ? 'chip label-item removed' : 'chip label-item'}>
      {change === 'remove' ? (
        <s>
          <Name text={name} />
        </s>
      ) : (
        <Name text={name} />
      )}
      {isPartial && <span className="sub">{text.labelDialog.some(count, total)}</span>}
      {isPartial && (
        <Button look="link" label={text.labelDialog.toAllOf(name)} onPress={() => onChange('add')}>
          {text.labelDialog.toAll}
        </Button>
      )}
      <Button
        look="link"
        label={change === 'remove' ? text.labelDialog.removed(name) : text.labelDialog.removeOf(name)}
        onPress={() => onChange(change === 'remove' ? null : 'remove')}
      >
        {change === 'remove' ? '↺' : '✕'}
      </Button>
    </li>
  )
}

/** Labels that other connections have, narrowed by what is typed. */
function Suggestions({
  draft,
  typed,
  inUse,
  onAdd,
}: {
  draft: DraftLabel[]
  typed: string
  inUse: readonly { name: string }[]
  onAdd: (name: string) => void
}) {
  const chosen = new Set(draft.map(({ name }) => folded(name)))
  const wanted = folded(typed.trim())
  const matching = inUse.filter(({ name }) => !chosen.has(folded(name)) && folded(name).includes(wanted))
  if (matching.length === 0) return null
  return (
    <section className="suggestions">
      <h3>{text.labelDialog.inUse}</h3>
      <ul className="label-list">
        {matching.slice(0, maxSuggested).map(({ name }) => (
          <li key={name}>
            <Button look="chip" onPress={() => onAdd(name)}>
              + <Name text={name} />
            </Button>
          </li>
        ))}
        {matching.length > maxSuggested && (
          <li className="sub">{text.labelDialog.moreInUse(matching.length - maxSuggested)}</li>
        )}
      </ul>
    </section>
  )
}
