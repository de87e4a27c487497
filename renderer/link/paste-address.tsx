import { useState } from 'react'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** The form for the address that the browser ended at, for browsers that can't reach this app and for `paste` redirects. */
export function PasteAddress({ linkId, isOnlyFlow }: { linkId: string; isOnlyFlow: boolean }) {
  const [address, setAddress] = useState('')
  const action = useAction(address)
  const form = (
    <form
      className="paste"
      aria-label={text.paste.form}
      onSubmit={(event) => {
        event.preventDefault()
        action.run(() => call('links.paste', { id: linkId, text: address }))
      }}
    >
      <Field label={text.paste.field} value={address} onChange={setAddress} hint={text.paste.hint} />
      <Button
        type="submit"
        look={isOnlyFlow ? 'primary' : 'plain'}
        busy={action.isRunning}
        disabled={address.trim() === ''}
      >
        {text.paste.continue}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </form>
  )
  if (isOnlyFlow) return form
  return (
    <details className="help">
      <summary>{text.paste.summary}</summary>
      {form}
    </details>
  )
}
