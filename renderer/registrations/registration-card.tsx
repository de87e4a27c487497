import { useEffect, useRef, useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useServerFacts } from '../state/use-server-facts.ts'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { AddInstitution } from './add-institution.tsx'
import { HubSection } from './hub-section.tsx'
import { InstitutionList } from './institution-list.tsx'
import { CertificateEnd } from './certificate-end.tsx'
import { RegistrationFacts } from './registration-facts.tsx'

export function RegistrationCard({
  registration,
  institutions,
  isNew,
  isOpened,
  onEdit,
  onLink,
  onChanged,
}: {
  registration: Registration
  institutions: Institution[]
  /** It was just saved: the next step, adding an institution, has the focus. */
  isNew: boolean
  /** A notification about it was clicked: it has the focus. */
  isOpened: boolean
  onEdit: () => void
  onLink: (institution: Institution) => void
  onChanged: () => Promise<void>
}) {
  const action = useAction()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isOpened) heading.current?.focus()
  }, [isOpened])
  const [addedId, setAdded] = useState<string | null>(null)
  const facts = useServerFacts(institutions[0]?.id ?? null)
  const { kind } = registration.environment
  const { isBuiltIn, hubService } = institutionKinds[kind]
  const remove = (method: 'registrations.remove' | 'institutions.remove', id: string) =>
    action.run(async () => {
      await call(method, { id })
      await onChanged()
    })
  return (
    <section className="card registration" aria-label={registration.name}>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {registration.name}
        </h2>
        <span className="tag">{text.environments[kind]}</span>
        <span className="gap" />
        {!isBuiltIn && (
          <>
            <Button look="quiet" label={text.registrations.changeOf(registration.name)} onPress={onEdit}>
              {text.registrations.change}
            </Button>
            <Button
              look="quiet-danger"
              isDestructive
              label={text.registrations.removeOf(registration.name)}
              onPress={() => remove('registrations.remove', registration.id)}
            >
              {text.registrations.remove}
            </Button>
          </>
        )}
      </header>
      {action.failure && <Problem failure={action.failure} />}
      {registration.certificate && <CertificateEnd certificate={registration.certificate} />}
      <RegistrationFacts registration={registration} server={facts} />
      <InstitutionList
        institutions={institutions}
        isBuiltIn={isBuiltIn}
        addedId={addedId}
        onLink={onLink}
        onRemove={(id) => remove('institutions.remove', id)}
        onChanged={onChanged}
      />
      {hubService && <HubSection registration={registration} onChanged={onChanged} />}
      {!isBuiltIn && (
        <AddInstitution
          registration={registration}
          institutions={institutions}
          takesFocus={isNew}
          onChanged={onChanged}
          onAdded={({ id }) => setAdded(id)}
        />
      )}
    </section>
  )
}
