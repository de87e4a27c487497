import { useState } from 'react'
import type { Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Choice } from '../parts/choice.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { environmentLabels } from '../text/labels.ts'
import { draftOf, fieldMeant, kinds, toInput, withKind, type Draft, type Kind } from './draft.ts'
import { ProtectionFields } from './protection-fields.tsx'
import { RedirectFields } from './redirect-fields.tsx'

const kindOptions = kinds.map((kind) => ({ value: kind, words: environmentLabels[kind] }))
const words = text.registrationForm
const redirectModes = ['fixed', 'loopback', 'relay', 'paste'] as const
const redirectOptions = redirectModes.map((value) => ({ value, words: words.redirects[value] }))
const authentications = ['secret', 'key'] as const
const authenticationOptions = authentications.map((value) => ({ value, words: words.authentications[value] }))

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
        label={words.name}
        value={draft.name}
        onChange={(name) => set({ name })}
        hint={words.nameHint}
        isWrong={wrong('name')}
        wrongText={action.failure?.code === 'name_taken' ? words.nameTaken : words.nameWrong}
        takesFocus
      />
      <Choice
        label={words.environment}
        options={kindOptions}
        value={draft.kind}
        onChange={(kind: Kind) => set(withKind(draft, kind))}
      />
      {draft.kind === 'akoya-hosts' && (
        <>
          <Field
            label={words.authorizationBase}
            type="url"
            value={draft.authorizationBase}
            onChange={(authorizationBase) => set({ authorizationBase })}
            hint={words.authorizationBaseHint}
            isWrong={wrong('authorizationBase')}
            wrongText={words.https}
          />
          <Field
            label={words.dataBase}
            type="url"
            value={draft.dataBase}
            onChange={(dataBase) => set({ dataBase })}
            hint={words.dataBaseHint}
            isWrong={wrong('dataBase')}
            wrongText={words.https}
          />
        </>
      )}
      {(draft.kind === 'akoya-hosts' || isOpenId) && (
        <Field
          label={words.issuer}
          type="url"
          value={draft.issuer}
          onChange={(issuer) => set({ issuer })}
          hint={words.issuerHint}
          isWrong={wrong('issuer')}
          wrongText={words.https}
        />
      )}
      <Field
        label={words.clientId}
        value={draft.clientId}
        onChange={(clientId) => set({ clientId })}
        isWrong={wrong('clientId')}
        wrongText={words.clientIdWrong}
      />
      {isOpenId && (
        <Choice
          label={words.authentication}
          options={authenticationOptions}
          value={draft.authentication}
          onChange={(authentication: Draft['authentication']) => set({ authentication })}
        />
      )}
      {isOpenId && draft.authentication === 'key' ? (
        <p className="hint">{words.keyHint}</p>
      ) : (
        <Field
          label={words.secret}
          type="password"
          value={draft.clientSecret}
          onChange={(clientSecret) => set({ clientSecret })}
          hint={secretHint(before, isOpenId)}
          isWrong={wrong('clientSecret')}
          wrongText={words.secretWrong}
        />
      )}
      <Field
        label={words.scopes}
        value={draft.scopes}
        onChange={(scopes) => set({ scopes })}
        hint={words.scopesHint}
        isWrong={wrong('scopes')}
        wrongText={words.scopesWrong}
      />
      {isOpenId && (
        <Field
          label={words.resource}
          type="url"
          value={draft.resource}
          onChange={(resource) => set({ resource })}
          hint={words.resourceHint}
          isWrong={wrong('resource')}
          wrongText={words.https}
        />
      )}
      <Choice
        label={words.redirect}
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
        <Button onPress={onCancel}>{words.cancel}</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {before ? words.saveChanges : words.save}
        </Button>
      </div>
    </form>
  )
}

function secretHint(before: Registration | null, isOpenId: boolean): string {
  if (before?.hasSecret && before.publicKey === null) return words.secretKept
  return isOpenId ? words.secretOptional : words.secretHint
}
