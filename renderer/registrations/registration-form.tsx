import { useState } from 'react'
import type { Registration } from '../../shared/models/registration.ts'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Choice } from '../parts/choice.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { environmentWords } from '../words.ts'
import { draftOf, fieldMeant, kinds, toInput, withKind, type Draft, type Kind } from './draft.ts'
import { ProtectionFields } from './protection-fields.tsx'
import { RedirectFields } from './redirect-fields.tsx'

const kindOptions = kinds.map((kind) => ({ value: kind, words: environmentWords[kind] }))
const redirectOptions = [
  {
    value: 'fixed',
    words: 'One fixed address on this computer (servers that compare it exactly, as Akoya’s sandbox does)',
  },
  { value: 'loopback', words: 'Any free port on 127.0.0.1 (RFC 8252)' },
  {
    value: 'relay',
    words: 'A public https page that hands it on to this computer (as Akoya’s production demands)',
  },
  { value: 'paste', words: 'By hand: I copy the address from the browser' },
] as const

const authenticationOptions = [
  { value: 'secret', words: 'A client secret, or nothing (a public client)' },
  { value: 'key', words: 'A key made on this computer (private_key_jwt)' },
] as const

export function RegistrationForm({
  before,
  onCancel,
  onSaved,
}: {
  before: Registration | null
  onCancel: () => void
  onSaved: () => Promise<void>
}) {
  const action = useAction()
  const [draft, setDraft] = useState<Draft>(() => draftOf(before))
  const meant = fieldMeant(action.failure)
  const wrong = (field: keyof Draft) => meant === field
  const set = (change: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...change }))
    if (meant && meant in change) action.clear()
  }
  const isOpenId = draft.kind === 'openid'

  const save = () =>
    action.run(async () => {
      const input = toInput(draft, before)
      if (before) await call('registrations.update', { ...input, id: before.id })
      else await call('registrations.add', input)
      await onSaved()
    })
  return (
    <form
      className="registration-form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Field
        label="Name"
        value={draft.name}
        onChange={(name) => set({ name })}
        hint="Shown in the window, such as Treasury desk."
        isWrong={wrong('name')}
        wrongText={
          action.failure?.code === 'name_taken'
            ? 'There is a registration of this name already. Give it another.'
            : 'Give it a name.'
        }
        takesFocus
      />
      <Choice
        label="Environment"
        options={kindOptions}
        value={draft.kind}
        onChange={(kind: Kind) => set(withKind(draft, kind))}
      />
      {draft.kind === 'akoya-hosts' && (
        <>
          <Field
            label="Authorization base"
            type="url"
            value={draft.authorizationBase}
            onChange={(authorizationBase) => set({ authorizationBase })}
            hint="What stands before /auth, /token and /revoke."
            isWrong={wrong('authorizationBase')}
            wrongText="An address that begins with https."
          />
          <Field
            label="Data base"
            type="url"
            value={draft.dataBase}
            onChange={(dataBase) => set({ dataBase })}
            hint="What stands before /accounts-info and the other products."
            isWrong={wrong('dataBase')}
            wrongText="An address that begins with https."
          />
        </>
      )}
      {(draft.kind === 'akoya-hosts' || isOpenId) && (
        <Field
          label="Issuer"
          type="url"
          value={draft.issuer}
          onChange={(issuer) => set({ issuer })}
          hint="Letter for letter as the server writes it, a slash at its end included."
          isWrong={wrong('issuer')}
          wrongText="An address that begins with https."
        />
      )}
      <Field
        label="Client id"
        value={draft.clientId}
        onChange={(clientId) => set({ clientId })}
        isWrong={wrong('clientId')}
        wrongText="The client id that the server gave you."
      />
      {isOpenId && (
        <Choice
          label="How Mooring shows who it is"
          options={authenticationOptions}
          value={draft.authentication}
          onChange={(authentication: Draft['authentication']) => set({ authentication })}
        />
      )}
      {isOpenId && draft.authentication === 'key' ? (
        <p className="hint">
          The private key is made when you save and goes straight to the keychain. Its public half then stands
          on the registration, to be given to the server.
        </p>
      ) : (
        <Field
          label="Client secret"
          type="password"
          value={draft.clientSecret}
          onChange={(clientSecret) => set({ clientSecret })}
          hint={secretHint(before, isOpenId)}
          isWrong={wrong('clientSecret')}
          wrongText="This server needs a client secret."
        />
      )}
      <Field
        label="Scopes"
        value={draft.scopes}
        onChange={(scopes) => set({ scopes })}
        hint="Separated by spaces. offline_access is what lets a connection last."
        isWrong={wrong('scopes')}
        wrongText="Separated by spaces, and openid among them."
      />
      {isOpenId && (
        <Field
          label="Resource"
          type="url"
          value={draft.resource}
          onChange={(resource) => set({ resource })}
          hint="Only where the server wants to be told what the tokens are for (RFC 8707). Otherwise leave it empty."
          isWrong={wrong('resource')}
          wrongText="An address that begins with https."
        />
      )}
      <Choice
        label="How the answer comes back"
        options={redirectOptions}
        value={draft.redirectMode}
        onChange={(redirectMode: Draft['redirectMode']) => set({ redirectMode })}
      />
      <RedirectFields draft={draft} set={set} isWrong={wrong('redirectUri')} />
      {isOpenId && (
        <ProtectionFields protections={draft.protections} onChange={(protections) => set({ protections })} />
      )}
      {action.failure && meant === null && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        <Button onPress={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {before ? 'Save changes' : 'Save registration'}
        </Button>
      </div>
    </form>
  )
}

function secretHint(before: Registration | null, isOpenId: boolean): string {
  if (before?.hasSecret && before.publicKey === null) return 'Leave empty to keep the one in the keychain.'
  return isOpenId
    ? 'Goes straight to the keychain. Leave empty for a public client.'
    : 'Goes straight to the keychain and is never shown again.'
}
