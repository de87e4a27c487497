import { CopyText } from '../parts/copy-button.tsx'
import { Field } from '../parts/field.tsx'
import { text } from '../text/text.ts'
import type { Draft } from './draft.ts'

const labels = text.registrationForm

/** The address of each mode that has one. */
const addresses = {
  fixed: {
    field: 'redirectUri',
    label: labels.redirectAddress,
    hint: undefined,
    wrongText: labels.fixedWrong,
  },
  relay: {
    field: 'publicUri',
    label: labels.relayAddress,
    hint: labels.relayHint,
    wrongText: labels.publicWrong,
  },
  paste: {
    field: 'publicUri',
    label: labels.redirectAddress,
    hint: labels.pasteHint,
    wrongText: labels.publicWrong,
  },
} as const

/** The fields of the chosen redirect mode, and the exact redirect URI to register. */
export function RedirectFields({
  draft,
  set,
  isWrong,
}: {
  draft: Draft
  set: (change: Partial<Draft>) => void
  isWrong: boolean
}) {
  if (draft.redirectMode === 'loopback')
    return (
      <p className="hint">
        {labels.nativeAddress} <CopyText value={`http://127.0.0.1${draft.redirectPath}`} />{' '}
        {labels.nativePort}
      </p>
    )
  const { field, label, hint, wrongText } = addresses[draft.redirectMode]
  const uri = draft[field].trim()
  return (
    <>
      <Field
        label={label}
        type="url"
        value={draft[field]}
        onChange={(value) => set({ [field]: value })}
        hint={hint}
        isWrong={isWrong}
        wrongText={wrongText}
      />
      {uri !== '' && (
        <p className="hint">
          {labels.exactAddress} <CopyText value={uri} />
        </p>
      )}
    </>
  )
}
