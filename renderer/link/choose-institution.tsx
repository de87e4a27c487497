import { useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Institution } from '../../shared/models/institution.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { AddInstitution } from '../registrations/add-institution.tsx'
import type { Store } from '../state/store.ts'
import { text } from '../text/text.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Disclosure } from './disclosure.tsx'

/** The dialog in which the user chooses an institution, reads the disclosure and continues in the browser. */
export function ChooseInstitution({
  store,
  onClose,
  onMikomo,
  onAddRegistration,
  onChanged,
}: {
  store: Store
  onClose: () => void
  onMikomo: () => void
  onAddRegistration: () => void
  onChanged: () => Promise<void>
}) {
  const action = useAction()
  const [chosen, choose] = useState<Institution | null>(null)

  if (chosen) {
    const registration = store.registrations.find(({ id }) => id === chosen.registrationId)
    const start = () =>
      action.run(async () => {
        await call('links.start', { institutionId: chosen.id })
        onClose()
      })
    return (
      <DialogFrame title={text.link.title(chosen.name)} onClose={onClose}>
        <Disclosure
          institutionId={chosen.id}
          institutionName={chosen.name}
          registrationName={registration?.name ?? ''}
          registration={registration}
          consentDays={chosen.consentDays}
          redirectUri={
            registration && registration.redirect.mode !== 'loopback' ? registration.redirect.uri : null
          }
        />
        {action.failure && <Problem failure={action.failure} />}
        <div className="dialog-actions">
          <Button onPress={() => choose(null)}>{text.choose.back}</Button>
          <span className="gap" />
          <Button onPress={onClose}>{text.choose.cancel}</Button>
          <Button look="primary" autoFocus busy={action.isRunning} onPress={start}>
            {text.choose.continue}
          </Button>
        </div>
      </DialogFrame>
    )
  }

  const own = store.registrations.filter(({ environment }) => !institutionKinds[environment.kind].isBuiltIn)
  return (
    <DialogFrame title={text.choose.title} onClose={onClose}>
      {own.map((registration) => (
        <section key={registration.id} className="choices">
          <h3>{registration.name}</h3>
          <ul>
            {store.institutions
              .filter(({ registrationId }) => registrationId === registration.id)
              .map((institution) => (
                <li key={institution.id}>
                  <button type="button" className="choice" onClick={() => choose(institution)}>
                    <Monogram name={institution.name} /> {institution.name}
                  </button>
                </li>
              ))}
          </ul>
          <AddInstitution
            registration={registration}
            institutions={store.institutions.filter(
              ({ registrationId }) => registrationId === registration.id,
            )}
            onChanged={onChanged}
            onAdded={choose}
          />
        </section>
      ))}
      <section className="choices">
        <h3>{text.choose.builtIn}</h3>
        <button
          type="button"
          className="choice"
          onClick={() => {
            onClose()
            onMikomo()
          }}
        >
          <Monogram name={text.mikomo} /> {text.mikomo}
        </button>
      </section>
      <div className="dialog-actions">
        <Button
          onPress={() => {
            onClose()
            onAddRegistration()
          }}
        >
          {text.choose.addRegistration}
        </Button>
        <span className="gap" />
        <Button onPress={onClose}>{text.choose.cancel}</Button>
      </div>
    </DialogFrame>
  )
}
