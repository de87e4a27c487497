import { Fragment, useRef, useState } from 'react'
import { readAuthorizationDetails } from '../../shared/authorization-details.ts'
import {
  institutionKinds,
  type InstitutionKindName,
  type InstitutionKindTraits,
} from '../../shared/institution-kinds.ts'
import type { Registration, RegistrationInput } from '../../shared/models/registration.ts'
import { faultsOf } from '../../shared/registration-faults.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Choice } from '../parts/choice.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { TextAreaField } from '../parts/text-area-field.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import {
  addressFieldsOf,
  authenticationOf,
  draftOf,
  fieldMeant,
  fieldOf,
  holdsSecret,
  kinds,
  sharedRedirect,
  takesCertificate,
  toInput,
  withKind,
  withPreset,
  type Draft,
  type FormField,
} from './draft.ts'
import { CertificateField } from './certificate-field.tsx'
import { IssuerTest } from './issuer-test.tsx'
import { OAuthEndpoints, OAuthSettingsFields, SecretMethod } from './oauth-fields.tsx'
import { presets } from './presets.ts'
import { StartFrom } from './start-from.tsx'
import { ProtectionFields } from './protection-fields.tsx'
import { SecretField } from './secret-field.tsx'
import { RedirectFields } from './redirect-fields.tsx'

const kindOptions = kinds.map((kind) => ({ value: kind, label: text.environments[kind] }))
const labels = text.registrationForm
const addressLabels = { ...text.oauthForm, ...labels }
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
  const action = useAction()
  const [draft, setDraft] = useState<Draft>(() => draftOf(before))
  const secret = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const [marked, mark] = useState<ReadonlySet<FormField>>(new Set())
  const [isConfirmed, setConfirmed] = useState(false)
  const [isConfirmMarked, markConfirm] = useState(false)
  const wrongField = fieldMeant(action.failure)
  const wrong = (field: FormField) => wrongField === field || marked.has(field)
  const unmark = (fields: readonly string[]) => {
    mark(new Set([...marked].filter((field) => !fields.includes(field))))
    if (wrongField && fields.includes(wrongField)) action.clear()
  }
  const set = (change: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...change }))
    unmark(Object.keys(change).map((field) => (field === 'publicUri' ? 'redirectUri' : field)))
  }
  const kind = institutionKinds[draft.kind]
  const preset = before === null ? (presets.find(({ id }) => id === draft.preset) ?? null) : null
  const authentication = authenticationOf(draft)
  const shared = sharedRedirect(draft, before, registrations)
  const draftField = (field: 'name' | 'clientId' | 'scopes') => ({
    label: labels[field],
    value: draft[field],
    onChange: (value: string) => set({ [field]: value }),
    isWrong: wrong(field),
  })
  const addresses = (need: 'required' | 'optional') =>
    addressFieldsOf(draft.kind)
      .filter(([, its]) => its === need)
      .map(([field]) => (
        <Fragment key={field}>
          <Field
            label={addressLabels[field]}
            type="url"
            value={draft[field]}
            onChange={(address) => set({ [field]: address })}
            hint={addressLabels[`${field}Hint`]}
            isWrong={wrong(field)}
            wrongText={labels.https}
          />
          {field === 'issuer' && kind.institutionsBy === 'issuer' && <IssuerTest issuer={draft.issuer} />}
        </Fragment>
      ))

  const save = () => {
    const input = toInput(draft, before, secret.current?.value ?? '')
    const { certificateId } = input
    const hasCertificate =
      certificateId === undefined ? before?.certificate !== undefined : certificateId !== null
    const faults = [
      ...faultsOf(input, { keepsSecret: keepsSecret(input), hasCertificate, allowLoopbackHttp: true }),
      ...(readAuthorizationDetails(draft.authorizationDetails) === null ? ['authorizationDetails'] : []),
    ]
    mark(new Set(faults.map(fieldOf).filter((field) => field !== null)))
    const lacksConfirmation = preset !== null && !isConfirmed
    markConfirm(lacksConfirmation)
    if (faults.length > 0 || lacksConfirmation) {
      action.clear()
      // A field that was marked before does not take the focus by itself.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    action.run(async () => {
      await onSaved(
        before
          ? await call('registrations.update', { ...input, id: before.id })
          : await call('registrations.add', input),
      )
    })
  }
  return (
    <form
      ref={form}
      className="registration-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Field
        {...draftField('name')}
        hint={labels.nameHint}
        wrongText={action.failure?.code === 'name_taken' ? labels.nameTaken : labels.nameWrong}
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
      {draft.kind === 'oauth' ? (
        <OAuthEndpoints draft={draft} set={set} isWrong={wrong} />
      ) : (
        addresses('required')
      )}
      <Field
        {...draftField('clientId')}
        wrongText={labels.clientIdWrong}
        hint={kind.hub !== null ? labels.clientIdHint : undefined}
      />
      {kind.authentications.length > 1 && (
        <Choice
          label={labels.authentication}
          options={kind.authentications.map((value) => ({ value, label: labels.authentications[value] }))}
          value={draft.authentication}
          onChange={(authentication: Draft['authentication']) => set({ authentication })}
        />
      )}
      {authentication === 'key' && <p className="hint">{labels.keyHint}</p>}
      {authentication === 'certificate' && <p className="hint">{labels.signingKeyHint}</p>}
      {authentication === 'secret' && (
        <SecretField
          input={secret}
          label={labels.secret}
          hint={secretHint(before, kind)}
          isWrong={wrong('clientSecret')}
          wrongText={labels.secretWrong}
          onEdit={() => unmark(['clientSecret'])}
        />
      )}
      {authentication === 'secret' && draft.kind === 'oauth' && <SecretMethod draft={draft} set={set} />}
      {takesCertificate(draft) && (
        <CertificateField
          kept={before?.certificate}
          isWrong={wrong('certificate')}
          onChange={(certificateId) => {
            set({ certificateId })
            unmark(['certificate'])
          }}
        />
      )}
      <Field
        {...draftField('scopes')}
        hint={draft.kind === 'oauth' ? text.oauthForm.scopesHint : labels.scopesHint}
        wrongText={labels.scopesWrong}
      />
      {draft.kind === 'oauth' ? (
        <OAuthSettingsFields draft={draft} set={set} isWrong={wrong} />
      ) : (
        addresses('optional')
      )}
      {takesCertificate(draft) && (
        <TextAreaField
          label={text.authorizationDetails.label}
          hint={text.authorizationDetails.hint}
          value={draft.authorizationDetails}
          isWrong={wrong('authorizationDetails')}
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
      <RedirectFields draft={draft} set={set} isWrong={wrong('redirectUri')} />
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
      {action.failure && wrongField === null && <Problem failure={action.failure} />}
      {marked.size > 0 && (
        <p className="problem broken" role="alert">
          {labels.faults(marked.size)}
        </p>
      )}
      <div className="dialog-actions">
        <Button onPress={onCancel}>{labels.cancel}</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {before ? labels.saveChanges : labels.save}
        </Button>
      </div>
    </form>
  )
}

/** No secret is sent where the registration keeps its own. */
function keepsSecret(input: RegistrationInput): boolean {
  return input.authentication === 'secret' && input.clientSecret === undefined
}

function secretHint(before: Registration | null, { needsCredential }: InstitutionKindTraits): string {
  if (holdsSecret(before)) return labels.secretKept
  return needsCredential ? labels.secretHint : labels.secretOptional
}
