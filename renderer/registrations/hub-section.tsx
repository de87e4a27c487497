import { useRef, useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { SecretField } from './secret-field.tsx'

const labels = text.hub

/** The service credentials at the hub: with them, connectors are imported and consents watched. */
export function HubSection({
  registration,
  onChanged,
}: {
  registration: Registration
  onChanged: () => Promise<void>
}) {
  const action = useAction(registration.hub)
  const [isOpen, setOpen] = useState(false)
  const [imported, setImported] = useState<{ added: number; known: number } | null>(null)
  const { id, hub, environment } = registration
  const { isBuiltIn } = institutionKinds[environment.kind]
  const change = (clientId: string, appId: string, clientSecret: string) =>
    action.run(async () => {
      await call('hub.change', { id, clientId, appId, clientSecret })
      await onChanged()
      setOpen(false)
      setImported(null)
    })
  const importAll = () =>
    action.run(async () => {
      setImported(await call('hub.addConnectors', { id }))
      await onChanged()
    })
  return (
    <div className="hub" role="group" aria-label={labels.titleOf(registration.name)}>
      <h3>{labels.title}</h3>
      <p className="hint">{hub ? labels.watches(hub.clientId, hub.appId) : labels.hint}</p>
      {!isOpen && (
        <div className="certificate-actions">
          {hub && (
            <Button busy={action.isRunning} onPress={importAll}>
              {labels.importAll}
            </Button>
          )}
          <Button
            look="quiet-accent"
            label={isBuiltIn ? labels.trySandbox : labels.setOf(registration.name)}
            onPress={() => (isBuiltIn ? change('sandbox', '', '') : setOpen(true))}
          >
            {isBuiltIn ? labels.trySandbox : labels.set}
          </Button>
          {hub && (
            <Button look="quiet-danger" onPress={() => change('', '', '')}>
              {labels.remove}
            </Button>
          )}
        </div>
      )}
      {isOpen && <HubForm isBusy={action.isRunning} onSave={change} onCancel={() => setOpen(false)} />}
      {imported && <p role="status">{labels.imported(imported.added, imported.known)}</p>}
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}

function HubForm({
  isBusy,
  onSave,
  onCancel,
}: {
  isBusy: boolean
  onSave: (clientId: string, appId: string, clientSecret: string) => void
  onCancel: () => void
}) {
  const [clientId, setClientId] = useState('')
  const [appId, setAppId] = useState('')
  const [isMarked, setMarked] = useState(false)
  const secret = useRef<HTMLInputElement>(null)
  const save = () => {
    const clientSecret = secret.current?.value ?? ''
    if (clientId.trim() === '' || appId.trim() === '' || clientSecret === '') setMarked(true)
    else onSave(clientId, appId, clientSecret)
  }
  return (
    <form
      className="add-institution"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Field
        label={labels.clientId}
        value={clientId}
        onChange={setClientId}
        isWrong={isMarked && clientId.trim() === ''}
        takesFocus
      />
      <SecretField
        input={secret}
        label={labels.secret}
        hint={labels.secretHint}
        isWrong={false}
        wrongText=""
        onEdit={() => setMarked(false)}
      />
      <Field
        label={labels.appId}
        value={appId}
        onChange={setAppId}
        isWrong={isMarked && appId.trim() === ''}
        hint={labels.appIdHint}
      />
      {isMarked && <p className="wrong">{labels.allNeeded}</p>}
      <div className="certificate-actions">
        <Button type="submit" busy={isBusy}>
          {labels.save}
        </Button>
        <Button look="quiet" onPress={onCancel}>
          {labels.cancel}
        </Button>
      </div>
    </form>
  )
}
