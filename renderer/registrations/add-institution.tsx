import { useState } from 'react'
import type { Institution, Registration } from '../../shared/models.ts'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** Akoya's institutions are known by their connector, which only the hub lists; an OpenID issuer is its own institution. */
export function AddInstitution({
  registration,
  onChanged,
  onAdded = () => undefined,
}: {
  registration: Registration
  onChanged: () => Promise<void>
  onAdded?: (institution: Institution) => void
}) {
  const action = useAction()
  const [connector, setConnector] = useState('')
  const [name, setName] = useState('')
  const isOpenId = registration.environment.kind === 'openid'

  const add = () =>
    action.run(async () => {
      const institution = await call('institutions.add', {
        registrationId: registration.id,
        connector: isOpenId ? null : connector,
        name,
      })
      await onChanged()
      setConnector('')
      setName('')
      onAdded(institution)
    })
  return (
    <form
      className="add-institution"
      aria-label={`Add an institution to ${registration.name}`}
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      {!isOpenId && (
        <Field
          label="Connector id"
          value={connector}
          onChange={setConnector}
          isWrong={action.failure?.detail.field === 'connector'}
          wrongText="Letters, digits, dots and dashes, as the hub shows it."
        />
      )}
      <Field
        label="Display name"
        value={name}
        onChange={setName}
        isWrong={action.failure?.detail.field === 'name'}
        wrongText="Give it a name."
      />
      <Button type="submit" disabled={action.isRunning}>
        Add institution
      </Button>
      {action.failure && action.failure.code !== 'invalid_input' && <Problem failure={action.failure} />}
    </form>
  )
}
