import { useState, type ComponentProps } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { DialogFrame } from '../link/dialog-frame.tsx'
import { Button } from '../parts/button.tsx'
import type { Action } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** Removes a connection. Where access may remain at the institution, it says so and asks first. */
export function RemoveButton({
  connection,
  action,
  children,
  ...button
}: {
  connection: ConnectionSummary
  action: Action
} & Omit<ComponentProps<typeof Button>, 'onPress'>) {
  const [isAsking, setAsking] = useState(false)
  const { id, institutionName: name } = connection
  const remove = () => action.run(() => call('connections.forget', { id }))
  return (
    <>
      <Button {...button} onPress={() => (connection.mayRemain ? setAsking(true) : remove())}>
        {children}
      </Button>
      {isAsking && (
        <DialogFrame title={text.removeDialog.title(name)} onClose={() => setAsking(false)}>
          <p>{text.removeDialog.remains(name)}</p>
          <p>{text.removeDialog.next}</p>
          <div className="dialog-actions">
            <span className="gap" />
            <Button onPress={() => setAsking(false)}>{text.removeDialog.keep}</Button>
            <Button
              look="danger"
              isDestructive
              onPress={() => {
                setAsking(false)
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
