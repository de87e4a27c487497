import { useState } from 'react'
import type { Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Choice } from '../parts/choice.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { draftOf, fieldMeant, kinds, toInput, withKind, type Draft, type Kind } from './draft.ts'
import { ProtectionFields } from './protection-fields.tsx'
import { RedirectFields } from './redirect-fields.tsx'

const kindOptions = kinds.map((kind) => ({ value: kind, label: text.environments[kind] }))
const labels = text.registrationForm
const redirectModes = ['fixed', 'loopback', 'relay', 'paste'] as const
const redirectOptions = redirectModes.map((value) => ({ value, label: labels.redirects[value] }))
const authentications = ['secret', 'key'] as const
const authenticationOptions = authentications.map((value) => ({
  value,
  label: labels.authentications[value],
}))

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
  const wrongField = fieldMeant(action.failure)
  const wrong = (field: keyof Draft) => wrongField === field
  const set = (change: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...change }))
    if (wrongField && wrongField in change) action.clear()
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
        label={labels.name}
        value={draft.name}
        onChange={(name) => set({ name })}
        hint={labels.nameHint}
        isWrong={wrong('name')}
        wrongText={action.failure?.code === 'name_taken' ? labels.nameTaken : labels.nameWrong}
        takesFocus
      />
      <Choice
        label={labels.environment}
        options={kindOptions}
        value={draft.kind}
        onChange={(kind: Kind) => set(withKind(draft, kind))}
      />
      {draft.kind === 'akoya-hosts' && (
        <>
          <Field
            label={labels.authorizationBase}
            type="url"
            value={draft.authorizationBase}
            onChange={(authorizationBase) => set({ authorizationBase })}
            hint={labels.authorizationBaseHint}
            isWrong={wrong('authorizationBase')}
            wrongText={labels.https}
          />
          <Field
            label={labels.dataBase}
            type="url"
            value={draft.dataBase}
            onChange={(dataBase) => set({ dataBase })}
            hint={labels.dataBaseHint}
            isWrong={wrong('dataBase')}
            wrongText={labels.https}
          />
        </>
      )}
      {(draft.kind === 'akoya-hosts' || isOpenId) && (
        <Field
          label={labels.issuer}
          type="url"
          value={draft.issuer}
          onChange={(issuer) => set({ issuer })}
          hint={labels.issuerHint}
          isWrong={wrong('issuer')}
          wrongText={labels.https}
        />
      )}
      <Field
        label={labels.clientId}
        value={draft.clientId}
        onChange={(clientId) => set({ clientId })}
        isWrong={wrong('clientId')}
        wrongText={labels.clientIdWrong}
      />
      {isOpenId && (
        <Choice
          label={labels.authentication}
          options={authenticationOptions}
          value={draft.authentication}
          onChange={(authentication: Draft['authentication']) => set({ authentication })}
        />
      )}
      {isOpenId && draft.authentication === 'key' ? (
        <p className="hint">{labels.keyHint}</p>
      ) : (
        <Field
          label={labels.secret}
          type="password"
          value={draft.clientSecret}
          onChange={(clientSecret) => set({ clientSecret })}
          hint={secretHint(before, isOpenId)}
          isWrong={wrong('clientSecret')}
          wrongText={labels.secretWrong}
        />
      )}
      <Field
        label={labels.scopes}
        value={draft.scopes}
        onChange={(scopes) => set({ scopes })}
        hint={labels.scopesHint}
        isWrong={wrong('scopes')}
        wrongText={labels.scopesWrong}
      />
      {isOpenId && (
        <Field
          label={labels.resource}
          type="url"
          value={draft.resource}
          onChange={(resource) => set({ resource })}
          hint={labels.resourceHint}
          isWrong={wrong('resource')}
          wrongText={labels.https}
        />
      )}
      <Choice
        label={labels.redirect}
        options={redirectOptions}
        value={draft.redirectMode}
        onChange={(redirectMode: Draft['redirectMode']) => set({ redirectMode })}
      />
      <RedirectFields draft={draft} set={set} isWrong={wrong('redirectUri')} />
      {isOpenId && (
        <ProtectionFields protections={draft.protections} onChange={(protections) => set({ protections })} />
      )}
      {action.failure && wrongField === null && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        <Button onPress={onCancel}>{labels.cancel}</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {before ? labels.saveChanges : labels.save}
        </Button>
      </div>
    </form>
  )
}

function secretHint(before: Registration | null, isOpenId: boolean): string {
  if (before?.hasSecret && before.publicKey === null) return labels.secretKept
  return isOpenId ? labels.secretOptional : labels.secretHint
}
