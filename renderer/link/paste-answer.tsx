import { useState } from 'react'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** For when the browser can't reach this app: another computer, another profile, a firewall, or an address that is not here at all. */
export function PasteAnswer({ linkId, isOnlyWay }: { linkId: string; isOnlyWay: boolean }) {
  const [text, setText] = useState('')
  const action = useAction(text)
  const form = (
    <form
      className="paste"
      aria-label="Paste the address"
      onSubmit={(event) => {
        event.preventDefault()
        action.run(() => call('links.paste', { id: linkId, text }))
      }}
    >
      <Field
        label="Address in the browser"
        value={text}
        onChange={setText}
        hint="After you have approved, copy the whole address from the browser’s address bar."
      />
      <Button
        type="submit"
        look={isOnlyWay ? 'primary' : 'plain'}
        busy={action.isRunning}
        disabled={text.trim() === ''}
      >
        Go on with this address
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </form>
  )
  if (isOnlyWay) return form
  return (
    <details className="help">
      <summary>The browser does not come back?</summary>
      {form}
    </details>
  )
}
