import { useState, type ComponentProps } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Button } from '../parts/button.tsx'
import type { Action } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** Removes a connection. Asks for confirmation when access may remain at the institution. */
export function RemoveButton({
  connection,
  action,
  children,
  ...button
}: {
  connection: ConnectionSummary
  action: Action
} & Omit<ComponentProps<typeof Button>, 'onPress'>) {
  const [isConfirming, setConfirming] = useState(false)
  const { id, institutionName: name } = connection
  const remove = () => action.run(() => call('connections.forget', { id }))
  return (
    <>
      <Button {...button} onPress={() => (connection.mayRemain ? setConfirming(true) : remove())}>
        {children}
      </Button>
      {isConfirming && (
        <DialogFrame title={text.removeDialog.title(name)} onClose={() => setConfirming(false)}>
          <p>{text.removeDialog.remains(name)}</p>
          <p>{text.removeDialog.next}</p>
          <div className="dialog-actions">
            <span className="gap" />
            <Button onPress={() => setConfirming(false)}>{text.removeDialog.keep}</Button>
            <Button
              look="danger"
              isDestructive
              onPress={() => {
                setConfirming(false)
                remove()
              }}
            >
              {text.removeDialog.remove}
            </Button>
          </div>
        </DialogFrame>
      )}
    </>
  )
}
