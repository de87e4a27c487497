import { Check } from '../parts/check.tsx'
import { Choice } from '../parts/choice.tsx'
import { Field } from '../parts/field.tsx'
import { TextAreaField } from '../parts/text-area-field.tsx'
import { text } from '../text/text.ts'
import { IssuerTest } from './issuer-test.tsx'
import type { DraftFields } from './use-registration-draft.ts'

const labels = text.oauthForm
const endpoints = ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint'] as const
const details = ['loginAddress', 'loginPath', 'resource', 'codeSeconds', 'refreshDays'] as const
const methods = (['basic', 'basic_unencoded', 'post'] as const).map((value) => ({
  value,
  label: labels.methods[value],
}))
const separators = ([' ', ','] as const).map((value) => ({ value, label: labels.separators[value] }))
const starts = (['authorization', 'refresh'] as const).map((value) => ({
  value,
  label: labels.starts[value],
}))

/** Where an OAuth 2 server without OpenID is: its metadata, or its endpoints. */
export function OAuthEndpoints({ draft, set, isWrong }: DraftFields) {
  return (
    <>
      {endpoints.map((field) => (
        <Field
          key={field}
          label={labels[field]}
          type="url"
          value={draft[field]}
          onChange={(value) => set({ [field]: value })}
          hint={labels[`${field}Hint`]}
          isWrong={isWrong(field)}
          wrongText={labels.endpointWrong}
        />
      ))}
      {draft.tokenEndpoint === '' && <IssuerTest issuer={draft.issuer} />}
    </>
  )
}

/** How the client sends its secret. */
export function SecretMethod({ draft, set }: Pick<DraftFields, 'draft' | 'set'>) {
  return (
    <Choice
      label={labels.clientAuthentication}
      options={methods}
      value={draft.clientAuthentication}
      onChange={(clientAuthentication) => set({ clientAuthentication })}
    />
  )
}

/** How it differs from other servers. */
export function OAuthSettingsFields({ draft, set, isWrong }: DraftFields) {
  return (
    <>
      <Check
        label={labels.hasPkce}
        hint={labels.hasPkceHint}
        isOn={draft.hasPkce}
        onChange={(hasPkce) => set({ hasPkce })}
      />
      <Choice
        label={labels.scopeSeparator}
        options={separators}
        value={draft.scopeSeparator}
        onChange={(scopeSeparator) => set({ scopeSeparator })}
      />
      <TextAreaField
        label={labels.authorizationParameters}
        value={draft.authorizationParameters}
        onChange={(authorizationParameters) => set({ authorizationParameters })}
        hint={labels.authorizationParametersHint}
        isWrong={isWrong('authorizationParameters')}
        wrongText={labels.authorizationParametersWrong}
      />
      {details.map((field) => (
        <Field
          key={field}
          label={labels[field]}
          type={field === 'loginAddress' || field === 'resource' ? 'url' : 'text'}
          value={draft[field]}
          onChange={(value) => set({ [field]: value })}
          hint={labels[`${field}Hint`]}
          isWrong={isWrong(field)}
          wrongText={labels[`${field}Wrong`]}
        />
      ))}
      {draft.refreshDays.trim() !== '' && (
        <Choice
          label={labels.refreshFrom}
          options={starts}
          value={draft.refreshFrom}
          onChange={(refreshFrom) => set({ refreshFrom })}
        />
      )}
    </>
  )
}
