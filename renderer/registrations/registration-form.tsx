import { useState } from 'react'
import { institutionKinds, type InstitutionKindName } from '../../shared/institution-kinds.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Choice } from '../parts/choice.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { TextAreaField } from '../parts/text-area-field.tsx'
import { text } from '../text/text.ts'
import { AddressFields } from './address-fields.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { kinds, sharedRedirect, takesCertificate, withKind, withPreset, type Draft } from './draft.ts'
import { OAuthEndpoints, OAuthSettingsFields } from './oauth-fields.tsx'
import { presets } from './presets.ts'
import { ProtectionFields } from './protection-fields.tsx'
import { RedirectFields } from './redirect-fields.tsx'
import { StartFrom } from './start-from.tsx'
import { useRegistrationDraft } from './use-registration-draft.ts'

const kindOptions = kinds.map((kind) => ({ value: kind, label: text.environments[kind] }))
const labels = text.registrationForm
const redirectModes = ['fixed', 'loopback', 'relay', 'paste'] as const
const redirectOptions = redirectModes.map((value) => ({ value, label: labels.redirects[value] }))

export function RegistrationForm({
  before,
  registrations,
  onCancel,
  onSaved,
}: {
  before: Registration | null
  registrations: readonly Registration[]
  onCancel: () => void
  onSaved: (saved: Registration) => Promise<void>
}) {
  const { draft, set, isWrong, unmark, wrongCount, failure, isNameTaken, isSaving, save, form, secret } =
    useRegistrationDraft(before, onSaved)
  const fields = { draft, set, isWrong }
  const [isConfirmed, setConfirmed] = useState(false)
  const [isConfirmMarked, markConfirm] = useState(false)
  const kind = institutionKinds[draft.kind]
  const isOAuth = draft.kind === 'oauth'
  const preset = before === null ? (presets.find(({ id }) => id === draft.preset) ?? null) : null
  const shared = sharedRedirect(draft, before, registrations)
  const draftField = (field: 'name' | 'clientId' | 'scopes') => ({
    label: labels[field],
    value: draft[field],
    onChange: (value: string) => set({ [field]: value }),
    isWrong: isWrong(field),
  })
  return (
    <form
      ref={form}
      className="registration-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const lacksConfirmation = preset !== null && !isConfirmed
        markConfirm(lacksConfirmation)
        save(!lacksConfirmation)
      }}
    >
      <Field
        {...draftField('name')}
        hint={labels.nameHint}
        wrongText={isNameTaken ? labels.nameTaken : labels.nameWrong}
        takesFocus
      />
      {before === null && (
        <StartFrom
          chosen={preset}
          isConfirmed={isConfirmed}
          isMarked={isConfirmMarked}
          onChoose={(chosen) => {
            set(withPreset(draft, chosen))
            setConfirmed(false)
          }}
          onConfirm={setConfirmed}
        />
      )}
      <Choice
        label={labels.environment}
        options={kindOptions}
        value={draft.kind}
        onChange={(name: InstitutionKindName) => set(withKind(draft, name))}
      />
      {isOAuth ? <OAuthEndpoints {...fields} /> : <AddressFields {...fields} need="required" />}
      <Field
        {...draftField('clientId')}
        wrongText={labels.clientIdWrong}
        hint={kind.hub !== null ? labels.clientIdHint : undefined}
      />
      <CredentialFields {...fields} unmark={unmark} before={before} secret={secret} />
      <Field
        {...draftField('scopes')}
        hint={isOAuth ? text.oauthForm.scopesHint : labels.scopesHint}
        wrongText={labels.scopesWrong}
      />
      {isOAuth ? <OAuthSettingsFields {...fields} /> : <AddressFields {...fields} need="optional" />}
      {takesCertificate(draft) && (
        <TextAreaField
          label={text.authorizationDetails.label}
          hint={text.authorizationDetails.hint}
          value={draft.authorizationDetails}
          isWrong={isWrong('authorizationDetails')}
          wrongText={text.authorizationDetails.wrong}
          onChange={(authorizationDetails) => set({ authorizationDetails })}
        />
      )}
      <Choice
        label={labels.redirect}
        options={redirectOptions}
        value={draft.redirectMode}
        onChange={(redirectMode: Draft['redirectMode']) => set({ redirectMode })}
      />
      <RedirectFields draft={draft} set={set} isWrong={isWrong('redirectUri')} />
      {shared && <p className="problem soon">{labels.redirectShared(shared.name)}</p>}
      {kind.protections.length > 0 && (
        <ProtectionFields
          offered={kind.protections}
          protections={draft.protections}
          onChange={(protections) => set({ protections })}
        />
      )}
      {kind.permissions.includes('payments') && (
        <Check
          label={labels.readsNumbers}
          hint={labels.readsNumbersHint}
          isOn={draft.readsNumbers}
          onChange={(readsNumbers) => set({ readsNumbers })}
        />
      )}
      {failure && <Problem failure={failure} />}
      {wrongCount > 0 && (
        <p className="problem broken" role="alert">
          {labels.faults(wrongCount)}
        </p>
      )}
      <div className="dialog-actions">
        <Button onPress={onCancel}>{labels.cancel}</Button>
        <Button look="primary" type="submit" busy={isSaving}>
          {before ? labels.saveChanges : labels.save}
        </Button>
      </div>
    </form>
  )
}
