import { CopyText } from '../parts/copy-button.tsx'
import { Field } from '../parts/field.tsx'
import type { Draft } from './draft.ts'

/** What belongs to the chosen way back, and the exact address to register for it. */
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
          Register this as the address of a native app:{' '}
          <CopyText text={`http://127.0.0.1${draft.redirectPath}`} /> The port is chosen anew each time; a
          server that compares it needs one fixed address.
        </p>
      )
    case 'fixed':
      return (
        <>
          <Field
            label="Redirect address"
            type="url"
            value={draft.redirectUri}
            onChange={(redirectUri) => set({ redirectUri })}
            isWrong={isWrong}
            wrongText="http, on localhost or 127.0.0.1, with a port and a path."
          />
          <ExactAddress uri={draft.redirectUri} />
        </>
      )
    case 'relay':
      return (
        <>
          <Field
            label="Address of the relay page"
            type="url"
            value={draft.publicUri}
            onChange={(publicUri) => set({ publicUri })}
            hint="A page that your organisation hosts; it hands the answer on to this computer. It comes with Mooring’s source, in docs/relay."
            isWrong={isWrong}
            wrongText="An address that begins with https, without a query."
          />
          <ExactAddress uri={draft.publicUri} />
        </>
      )
    case 'paste':
      return (
        <>
          <Field
            label="Redirect address"
            type="url"
            value={draft.publicUri}
            onChange={(publicUri) => set({ publicUri })}
            hint="Any https address of yours. After approving, you copy what stands in the browser’s address bar and paste it here."
            isWrong={isWrong}
            wrongText="An address that begins with https, without a query."
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
      Register exactly this at the server: <CopyText text={uri.trim()} />
    </p>
  )
}
