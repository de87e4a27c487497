import { useRef, useState, type RefObject } from 'react'
import { readAuthorizationDetails } from '../../shared/authorization-details.ts'
import type { Registration, RegistrationInput } from '../../shared/models/registration.ts'
import { faultsOf } from '../../shared/registration-faults.ts'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { draftOf, fieldMeant, fieldOf, toInput, type Draft, type FormField } from './draft.ts'

/** What the fields of the form need. */
export interface DraftFields {
  draft: Draft
  set: (change: Partial<Draft>) => void
  isWrong: (field: FormField) => boolean
}

/** The entries of the registration form, which of them are wrong, and saving them. */
export function useRegistrationDraft(
  before: Registration | null,
  onSaved: (saved: Registration) => Promise<void>,
) {
  const action = useAction()
  const [draft, setDraft] = useState<Draft>(() => draftOf(before))
  const [marked, mark] = useState<ReadonlySet<FormField>>(new Set())
  const secret = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const wrongField = fieldMeant(action.failure)
  const unmark = (fields: readonly string[]) => {
    mark(new Set([...marked].filter((field) => !fields.includes(field))))
    if (wrongField && fields.includes(wrongField)) action.clear()
  }
  const set = (change: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...change }))
    unmark(Object.keys(change).map((field) => (field === 'publicUri' ? 'redirectUri' : field)))
  }
  const save = (isConfirmed: boolean) => {
    const input = toInput(draft, before, secret.current?.value ?? '')
    const faults = wrongFields(input, draft, before)
    mark(faults)
    if (faults.size > 0 || !isConfirmed) {
      action.clear()
      return focusFirstWrong(form)
    }
    action.run(async () => {
      await onSaved(
        before
          ? await call('registrations.update', { ...input, id: before.id })
          : await call('registrations.add', input),
      )
    })
  }
  return {
    draft,
    set,
    isWrong: (field: FormField) => wrongField === field || marked.has(field),
    unmark,
    /** How many entries were wrong when it was last saved. */
    wrongCount: marked.size,
    /** That is shown at no field. */
    failure: wrongField === null ? action.failure : null,
    isNameTaken: action.failure?.code === 'name_taken',
    isSaving: action.isRunning,
    save,
    form,
    /** The input of the client secret, which is nowhere else. */
    secret,
  }
}

function wrongFields(input: RegistrationInput, draft: Draft, before: Registration | null): Set<FormField> {
  const { authentication, clientSecret, certificateId } = input
  const hasCertificate =
    certificateId === undefined ? before?.certificate !== undefined : certificateId !== null
  // No secret is sent where the registration keeps its own.
  const keepsSecret = authentication === 'secret' && clientSecret === undefined
  const faults = faultsOf(input, { keepsSecret, hasCertificate, allowLoopbackHttp: true })
  const details =
    readAuthorizationDetails(draft.authorizationDetails) === null ? ['authorizationDetails'] : []
  return new Set([...faults, ...details].map(fieldOf).filter((field) => field !== null))
}

/** A field that was marked before does not take the focus by itself. */
function focusFirstWrong(form: RefObject<HTMLFormElement | null>): void {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
}
