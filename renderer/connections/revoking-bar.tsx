import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import type { Action } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** One Undo for several revocations. A single one has its Undo in the row. */
export function RevokingBar({
  connections,
  action,
  takesFocus,
}: {
  connections: ConnectionSummary[]
  /** Also runs the revocation itself, so that its failure is shown here. */
  action: Action
  /** They have just been revoked together. */
  takesFocus: boolean
}) {
  const revoking = connections.filter(({ status }) => status === 'revoking')
  if (revoking.length < 2 && !action.failure) return null
  const undoAll = () => Promise.all(revoking.map(({ id }) => call('connections.undoRevoke', { id })))
  return (
    <div className="banner waiting" role="group" aria-label={text.revokeSeveral.undoAll}>
      {revoking.length >= 2 && (
        <>
          <p role="status">{text.revokeSeveral.revoking(revoking.length)}</p>
          <Button
            look="primary"
            autoFocus={takesFocus}
            busy={action.isRunning}
            onPress={() => action.run(undoAll)}
          >
            {text.revokeSeveral.undoAll}
          </Button>
        </>
      )}
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}
