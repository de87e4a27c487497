import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import type { Action } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { connectionName } from './connection-name.ts'

/** How often a countdown updates. */
export const clockStepMs = 200

/** "Revoking in 5 s" and an Undo button, in place of Revoke. */
export function UndoCountdown({
  connection,
  action,
  nowMs,
}: {
  connection: ConnectionSummary
  action: Action
  nowMs: number
}) {
  // nowMs may be one step behind: don't show five seconds as six.
  const seconds = Math.max(Math.ceil(((connection.undoUntilMs ?? 0) - nowMs - clockStepMs) / 1000), 0)
  return (
    <span className="countdown">
      <span>{text.actions.revokingIn(seconds)}</span>
      <Button
        look="quiet-accent"
        label={text.actions.undoOf(connectionName(connection))}
        disabled={seconds === 0}
        onPress={() => action.run(() => call('connections.undoRevoke', { id: connection.id }))}
      >
        {text.actions.undo}
      </Button>
    </span>
  )
}
