import { useMemo, useState, type ChangeEvent } from 'react'
import { TextArea, Label, TextField, Text } from 'react-aria-components'
import type { Institution } from '../../shared/models/institution.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { parseInstitutions } from './parse-institutions.ts'

/** Faults that are named; the others are counted. */
const mostFaults = 5

/** The dialog that adds a list of institutions, pasted or from a file. */
export function PasteInstitutions({
  registration,
  institutions,
  onChanged,
  onClose,
}: {
  registration: Registration
  /** Those that the registration already has. */
  institutions: Institution[]
  onChanged: () => Promise<void>
  onClose: () => void
}) {
  const action = useAction()
  const [list, setList] = useState('')
  const parsed = useMemo(() => parseInstitutions(list), [list])
  const wanted = useMemo(() => {
    const known = new Set(institutions.map(({ connector }) => connector))
    return parsed.institutions.filter(({ connector }) => !known.has(connector))
  }, [parsed, institutions])
  const readFile = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) action.run(async () => setList(await file.text()))
  }
  const add = () =>
    action.run(async () => {
      await call('institutions.addSeveral', { registrationId: registration.id, institutions: wanted })
      await onChanged()
      onClose()
    })
  const { faults } = parsed
  return (
    <DialogFrame title={text.institutionList.title(registration.name)} onClose={onClose}>
      <TextField className="field" value={list} onChange={setList} autoFocus>
        <Label>{text.institutionList.field}</Label>
        <TextArea rows={8} spellCheck={false} />
        <Text slot="description" className="hint">
          {text.institutionList.hint}
        </Text>
      </TextField>
      <label className="file-choice">
        {text.institutionList.file} <input type="file" accept=".csv,.tsv,.txt,.json" onChange={readFile} />
      </label>
      {list.trim() !== '' && (
        <p role="status">
          {text.institutionList.found(wanted.length, parsed.institutions.length - wanted.length)}
        </p>
      )}
      {faults.length > 0 && (
        <div className="problem soon">
          <p>{text.institutionList.faults(faults.length)}</p>
          <ul>
            {faults.slice(0, mostFaults).map(({ line, text: written }) => (
              <li key={line}>{text.institutionList.line(line, written)}</li>
            ))}
          </ul>
        </div>
      )}
      {action.failure && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        <span className="gap" />
        <Button onPress={onClose}>{text.institution.cancel}</Button>
        <Button look="primary" disabled={wanted.length === 0} busy={action.isRunning} onPress={add}>
          {text.institutionList.add(wanted.length)}
        </Button>
      </div>
    </DialogFrame>
  )
}
