import { useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { ReadDisclosure } from '../link/read-disclosure.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import type { Store } from '../state/store.ts'
import { text } from '../text/text.ts'
import { RegistrationCard } from './registration-card.tsx'
import { RegistrationForm } from './registration-form.tsx'

export function RegistrationsView({
  store,
  isAdding,
  openedId,
  onAdding,
  onChanged,
}: {
  store: Store
  isAdding: boolean
  /** The registration to show: a notification about it was clicked. */
  openedId: string | null
  onAdding: (isAdding: boolean) => void
  onChanged: () => Promise<void>
}) {
  const [edited, setEdited] = useState<Registration | null>(null)
  const [newId, setNew] = useState<string | null>(null)
  const [linking, setLinking] = useState<Institution | null>(null)
  const action = useAction()
  const linkMikomo = () =>
    action.run(async () => {
      const { id } = await call('sandbox.prepare', {})
      await call('links.start', { institutionId: id })
    })
  const close = () => {
    onAdding(false)
    setEdited(null)
  }
  if (isAdding || edited) {
    return (
      <main className="page" tabIndex={0}>
        <h1>{edited ? text.registrations.changeOf(edited.name) : text.registrations.add}</h1>
        <RegistrationForm
          before={edited}
          registrations={store.registrations}
          onCancel={close}
          onSaved={async ({ id }) => {
            await onChanged()
            setNew(id)
            close()
          }}
        />
      </main>
    )
  }
  return (
    <main className="page" tabIndex={0} aria-label={text.registrations.title}>
      <header className="list-head">
        <h1>{text.registrations.title}</h1>
        <Button look="primary" onPress={() => onAdding(true)}>
          {text.registrations.add}
        </Button>
      </header>
      {action.failure && <Problem failure={action.failure} />}
      {!store.registrations.some(isOwn) && (
        <div className="empty">
          <p>{text.registrations.empty}</p>
        </div>
      )}
      {store.registrations.map((registration) => (
        <RegistrationCard
          key={registration.id}
          registration={registration}
          institutions={store.institutions.filter(({ registrationId }) => registrationId === registration.id)}
          isNew={registration.id === newId}
          isOpened={registration.id === openedId}
          onEdit={() => setEdited(registration)}
          onLink={isOwn(registration) ? setLinking : linkMikomo}
          onChanged={onChanged}
        />
      ))}
      {linking && (
        <ReadDisclosure
          institution={linking}
          registration={store.registrations.find(({ id }) => id === linking.registrationId)}
          onBack={null}
          onClose={() => setLinking(null)}
        />
      )}
    </main>
  )
}

function isOwn({ environment }: Registration): boolean {
  return !institutionKinds[environment.kind].isBuiltIn
}
