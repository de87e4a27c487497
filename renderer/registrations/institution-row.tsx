import { useState } from 'react'
import type { Institution } from '../../shared/models/institution.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** An institution of a registration, with the duration of its consents. */
export function InstitutionRow({
  institution,
  isBuiltIn,
  isAdded,
  onLink,
  onRemove,
  onChanged,
}: {
  institution: Institution
  isBuiltIn: boolean
  /** It was just added: linking it is the next step. */
  isAdded: boolean
  onLink: () => void
  onRemove: () => void
  onChanged: () => Promise<void>
}) {
  const [isChanging, setChanging] = useState(false)
  if (isChanging) {
    return (
      <li data-keeps-focus>
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
    <li data-keeps-focus>
      <Monogram name={institution.name} />
      <span className="institution-name">
        <Name text={institution.name} />
      </span>
      {institution.connector !== null && <code>{institution.connector}</code>}
      <span className="sub">{text.institution.consentFor(institution.consentDays)}</span>
      <span className="gap" />
      <Button
        look={isAdded ? 'primary' : 'quiet-accent'}
        autoFocus={isAdded}
        label={text.institution.linkOf(institution.name)}
        onPress={onLink}
      >
        {text.institution.link}
      </Button>
      {!isBuiltIn && (
        <>
          <Button
            look="quiet"
            label={text.institution.changeOf(institution.name)}
            onPress={() => setChanging(true)}
          >
            {text.institution.change}
          </Button>
          <Button
            look="quiet"
            isDestructive
            label={text.institution.removeOf(institution.name)}
            onPress={onRemove}
          >
            {text.institution.remove}
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
      aria-label={text.institution.formOf(institution.name)}
      onSubmit={(event) => {
        event.preventDefault()
        action.run(async () => {
          await call('institutions.change', { id: institution.id, name, consentDays: Number(days) })
          await onDone()
        })
      }}
    >
      <Field
        label={text.institution.name}
        value={name}
        onChange={setName}
        isWrong={wrongField === 'name'}
        wrongText={text.institution.nameWrong}
        takesFocus
      />
      <Field
        label={text.institution.days}
        value={days}
        onChange={setDays}
        hint={text.institution.daysHint}
        isWrong={wrongField === 'consentDays'}
        wrongText={text.institution.daysWrong}
      />
      <Button type="submit" busy={action.isRunning}>
        {text.institution.save}
      </Button>
      <Button look="quiet" onPress={onCancel}>
        {text.institution.cancel}
      </Button>
      {action.failure && wrongField === undefined && <Problem failure={action.failure} />}
    </form>
  )
}
