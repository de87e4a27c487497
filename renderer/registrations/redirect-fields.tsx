import { CopyText } from '../parts/copy-button.tsx'
import { Field } from '../parts/field.tsx'
import { text } from '../text/text.ts'
import type { Draft } from './draft.ts'

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
  switch (draft.redirectMode) {
    case 'loopback':
      return (
        <p className="hint">
          {text.registrationForm.nativeAddress} <CopyText value={`http://127.0.0.1${draft.redirectPath}`} />{' '}
          {text.registrationForm.nativePort}
        </p>
      )
    case 'fixed':
      return (
        <>
          <Field
            label={text.registrationForm.redirectAddress}
            type="url"
            value={draft.redirectUri}
            onChange={(redirectUri) => set({ redirectUri })}
            isWrong={isWrong}
            wrongText={text.registrationForm.fixedWrong}
          />
          <ExactAddress uri={draft.redirectUri} />
        </>
      )
    case 'relay':
      return (
        <>
          <Field
            label={text.registrationForm.relayAddress}
            type="url"
            value={draft.publicUri}
            onChange={(publicUri) => set({ publicUri })}
            hint={text.registrationForm.relayHint}
            isWrong={isWrong}
            wrongText={text.registrationForm.publicWrong}
          />
          <ExactAddress uri={draft.publicUri} />
        </>
      )
    case 'paste':
      return (
        <>
          <Field
            label={text.registrationForm.redirectAddress}
            type="url"
            value={draft.publicUri}
            onChange={(publicUri) => set({ publicUri })}
            hint={text.registrationForm.pasteHint}
            isWrong={isWrong}
            wrongText={text.registrationForm.publicWrong}
          />
          <ExactAddress uri={draft.publicUri} />
        </>
      )
  }
}

function ExactAddress({ uri }: { uri: string }) {
  if (uri.trim() === '') return null
  return (
    <p className="hint">
      {text.registrationForm.exactAddress} <CopyText value={uri.trim()} />
    </p>
  )
}
