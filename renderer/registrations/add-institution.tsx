import { useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { PasteInstitutions } from './paste-institutions.tsx'

/**
 * The form that adds an institution to a registration. Institutions behind a hub are named by a connector, which only the hub lists.
 * An issuer is its own, only institution. The form is open while the registration has none.
 */
export function AddInstitution({
  registration,
  institutions,
  takesFocus = false,
  onChanged,
  onAdded = () => undefined,
}: {
  registration: Registration
  /** Those that the registration already has. */
  institutions: Institution[]
  takesFocus?: boolean
  onChanged: () => Promise<void>
  onAdded?: (institution: Institution) => void
}) {
  const hasConnector = institutionKinds[registration.environment.kind].institutionsBy === 'connector'
  const [isOpen, setOpen] = useState(false)
  const [isPasting, setPasting] = useState(false)
  const [connector, setConnector] = useState('')
  const [name, setName] = useState('')
  const action = useAction(`${connector}\n${name}`)
  const wrongField = action.failure?.code === 'invalid_input' ? action.failure.detail.field : undefined

  const add = () =>
    action.run(async () => {
      const institution = await call('institutions.add', {
        registrationId: registration.id,
        connector: hasConnector ? connector : null,
        name,
      })
      // First, so that its row takes the focus when it appears.
      onAdded(institution)
      await onChanged()
      setConnector('')
      setName('')
      setOpen(false)
    })

  if (!hasConnector && institutions.length > 0) return null
  const pasting = isPasting && (
    <PasteInstitutions
      registration={registration}
      institutions={institutions}
      onChanged={onChanged}
      onClose={() => setPasting(false)}
    />
  )
  const pasteButton = hasConnector && (
    <Button
      look="quiet-accent"
      label={text.institution.pasteTo(registration.name)}
      onPress={() => setPasting(true)}
    >
      {text.institution.paste}
    </Button>
  )
  if (!isOpen && institutions.length > 0) {
    return (
      <div>
        {pasting}
        <Button
          look="quiet-accent"
          label={text.institution.addTo(registration.name)}
          onPress={() => setOpen(true)}
        >
          {text.institution.addAn}
        </Button>
        {pasteButton}
      </div>
    )
  }
  return (
    <form
      className="add-institution"
      aria-label={text.institution.addTo(registration.name)}
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      {hasConnector && (
        <Field
          label={text.institution.connector}
          value={connector}
          onChange={setConnector}
          isWrong={wrongField === 'connector'}
          wrongText={text.institution.connectorWrong}
          hint={text.institution.connectorHint}
          takesFocus={isOpen || takesFocus}
        />
      )}
      <Field
        label={text.institution.name}
        value={name}
        onChange={setName}
        isWrong={wrongField === 'name'}
        wrongText={text.institution.nameWrong}
        takesFocus={(isOpen || takesFocus) && !hasConnector}
      />
      <Button type="submit" busy={action.isRunning}>
        {text.institution.add}
      </Button>
      {pasteButton}
      {pasting}
      {action.failure && !['connector', 'name'].includes(wrongField ?? '') && (
        <Problem failure={action.failure} />
      )}
    </form>
  )
}
