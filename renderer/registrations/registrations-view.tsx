import { useState } from 'react'
import type { Registration } from '../../shared/models/registration.ts'
import { Button } from '../parts/button.tsx'
import type { Store } from '../state/store.ts'
import { text } from '../text/text.ts'
import { RegistrationCard } from './registration-card.tsx'
import { RegistrationForm } from './registration-form.tsx'

export function RegistrationsView({
  store,
  isAdding,
  onAdding,
  onChanged,
}: {
  store: Store
  isAdding: boolean
  onAdding: (isAdding: boolean) => void
  onChanged: () => Promise<void>
}) {
  const [edited, setEdited] = useState<Registration | null>(null)
  const close = () => {
    onAdding(false)
    setEdited(null)
  }
  if (isAdding || edited) {
    return (
      <main className="page">
        <h1>{edited ? text.registrations.changeOf(edited.name) : text.registrations.add}</h1>
        <RegistrationForm
          before={edited}
          registrations={store.registrations}
          onCancel={close}
          onSaved={async () => {
            await onChanged()
            close()
          }}
        />
      </main>
    )
  }
  return (
    <main className="page">
      <header className="list-head">
        <h1>{text.registrations.title}</h1>
        <Button look="primary" onPress={() => onAdding(true)}>
          {text.registrations.add}
        </Button>
      </header>
      {store.registrations.length === 0 && <p className="empty">{text.registrations.empty}</p>}
      {store.registrations.map((registration) => (
        <RegistrationCard
          key={registration.id}
          registration={registration}
          institutions={store.institutions.filter(({ registrationId }) => registrationId === registration.id)}
          onEdit={() => setEdited(registration)}
          onChanged={onChanged}
        />
      ))}
    </main>
  )
}
