import { Fragment } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import { Field } from '../parts/field.tsx'
import { text } from '../text/text.ts'
import { addressFieldsOf } from './draft.ts'
import { IssuerTest } from './issuer-test.tsx'
import type { DraftFields } from './use-registration-draft.ts'

const labels = { ...text.oauthForm, ...text.registrationForm }

/** The addresses that the chosen kind of server needs, or takes. */
export function AddressFields({
  draft,
  set,
  isWrong,
  need,
}: DraftFields & { need: 'required' | 'optional' }) {
  const { institutionsBy } = institutionKinds[draft.kind]
  return addressFieldsOf(draft.kind)
    .filter(([, its]) => its === need)
    .map(([field]) => (
      <Fragment key={field}>
        <Field
          label={labels[field]}
          type="url"
          value={draft[field]}
          onChange={(address) => set({ [field]: address })}
          hint={labels[`${field}Hint`]}
          isWrong={isWrong(field)}
          wrongText={labels.https}
        />
        {field === 'issuer' && institutionsBy === 'issuer' && <IssuerTest issuer={draft.issuer} />}
      </Fragment>
    ))
}
