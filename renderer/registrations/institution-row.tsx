import { useState } from 'react'
import type { Institution } from '../../shared/models/institution.ts'
import { call } from '../api.ts'
import { countText } from '../format.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** An institution of a registration: its name, and how long a consent given there lasts. */
export function InstitutionRow({
  institution,
  isBuiltIn,
  onRemove,
  onChanged,
}: {
  institution: Institution
  isBuiltIn: boolean
  onRemove: () => void
  onChanged: () => Promise<void>
}) {
  const [isChanging, setChanging] = useState(false)
  if (isChanging) {
    return (
      <li>
        <ChangeInstitution
          institution={institution}
          onDone={async () => {
            await onChanged()
            setChanging(false)
          }}
          onCancel={() => setChanging(false)}
        />
      </li>
    )
  }
  return (
    <li>
      <Monogram name={institution.name} />
      <span>{institution.name}</span>
      {institution.connector !== null && <code>{institution.connector}</code>}
      <span className="sub">consent for {countText(institution.consentDays, 'day', 'days')}</span>
      <span className="gap" />
      {!isBuiltIn && (
        <>
          <Button
            look="quiet"
            label={`Change institution ${institution.name}`}
            onPress={() => setChanging(true)}
          >
            Change
          </Button>
          <Button look="quiet" label={`Remove institution ${institution.name}`} onPress={onRemove}>
            Remove
          </Button>
        </>
      )}
    </li>
  )
}

function ChangeInstitution({
  institution,
  onDone,
  onCancel,
}: {
  institution: Institution
  onDone: () => Promise<void>
  onCancel: () => void
}) {
  const [name, setName] = useState(institution.name)
  const [days, setDays] = useState(String(institution.consentDays))
  const action = useAction(`${name}\n${days}`)
  const wrongField = action.failure?.code === 'invalid_input' ? action.failure.detail.field : undefined
  return (
    <form
      className="add-institution"
      aria-label={`Change ${institution.name}`}
      onSubmit={(event) => {
        event.preventDefault()
        action.run(async () => {
          await call('institutions.change', { id: institution.id, name, consentDays: Number(days) })
          await onDone()
        })
      }}
    >
      <Field
        label="Display name"
        value={name}
        onChange={setName}
        isWrong={wrongField === 'name'}
        wrongText="Give it a name."
        takesFocus
      />
      <Field
        label="Consent lasts, in days"
        value={days}
        onChange={setDays}
        hint="A year unless the institution says otherwise. It counts from the day of each consent."
        isWrong={wrongField === 'consentDays'}
        wrongText="A whole number of days, from 1 to 3650."
      />
      <Button type="submit" busy={action.isRunning}>
        Save
      </Button>
      <Button look="quiet" onPress={onCancel}>
        Cancel
      </Button>
      {action.failure && wrongField === undefined && <Problem failure={action.failure} />}
    </form>
  )
}
