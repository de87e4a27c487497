import type { RefObject } from 'react'
import { institutionKinds, type InstitutionKindTraits } from '../../shared/institution-kinds.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { Choice } from '../parts/choice.tsx'
import { text } from '../text/text.ts'
import { CertificateField } from './certificate-field.tsx'
import { authenticationOf, holdsSecret, takesCertificate, type Draft } from './draft.ts'
import { SecretMethod } from './oauth-fields.tsx'
import { SecretField } from './secret-field.tsx'
import type { DraftFields } from './use-registration-draft.ts'

const labels = text.registrationForm

/** How the client shows who it is: its secret, its key, or its certificate. */
export function CredentialFields({
  draft,
  set,
  isWrong,
  unmark,
  before,
  secret,
}: DraftFields & {
  unmark: (fields: readonly string[]) => void
  before: Registration | null
  secret: RefObject<HTMLInputElement | null>
}) {
  const kind = institutionKinds[draft.kind]
  const authentication = authenticationOf(draft)
  return (
    <>
      {kind.authentications.length > 1 && (
        <Choice
          label={labels.authentication}
          options={kind.authentications.map((value) => ({ value, label: labels.authentications[value] }))}
          value={draft.authentication}
          onChange={(chosen: Draft['authentication']) => set({ authentication: chosen })}
        />
      )}
      {authentication === 'key' && <p className="hint">{labels.keyHint}</p>}
      {authentication === 'certificate' && <p className="hint">{labels.signingKeyHint}</p>}
      {authentication === 'secret' && (
        <SecretField
          input={secret}
          label={labels.secret}
          hint={secretHint(before, kind)}
          isWrong={isWrong('clientSecret')}
          wrongText={labels.secretWrong}
          onEdit={() => unmark(['clientSecret'])}
        />
      )}
      {authentication === 'secret' && draft.kind === 'oauth' && <SecretMethod draft={draft} set={set} />}
      {takesCertificate(draft) && (
        <CertificateField
          kept={before?.certificate}
          isWrong={isWrong('certificate')}
          onChange={(certificateId) => {
            set({ certificateId })
            unmark(['certificate'])
          }}
        />
      )}
    </>
  )
}

function secretHint(before: Registration | null, { needsCredential }: InstitutionKindTraits): string {
  if (holdsSecret(before)) return labels.secretKept
  return needsCredential ? labels.secretHint : labels.secretOptional
}
