import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { text } from '../text/text.ts'
import type { Revocation } from './use-revocation.ts'

/** One Undo for several revocations. A single one has its Undo in the row. */
export function RevokingBar({
  connections,
  revocation,
  takesFocus,
}: {
  connections: ConnectionSummary[]
  /** Also runs Undo, so that its failure is shown here. */
  revocation: Revocation
  /** They have just been revoked together. */
  takesFocus: boolean
}) {
  const revoking = connections.filter(({ status }) => status === 'revoking')
  const { progress, failure } = revocation
  if (revoking.length < 2 && !progress && !failure) return null
  const undoAll = () => call('connections.undoSeveral', { ids: revoking.map(({ id }) => id) })
  return (
    <div className="banner waiting" role="group" aria-label={text.revokeSeveral.undoAll}>
      {progress && (
        <>
          <p role="status">{text.revokeSeveral.progress(progress.done, progress.total)}</p>
          <progress
            aria-label={text.revokeSeveral.progressLabel}
            className="progress"
            value={progress.done}
            max={progress.total}
          />
          <Button onPress={revocation.stop}>{text.revokeSeveral.stop}</Button>
        </>
      )}
      {!progress && revoking.length >= 2 && (
        <>
          <p role="status">{text.revokeSeveral.revoking(revoking.length)}</p>
          <Button
            look="primary"
            autoFocus={takesFocus}
            busy={revocation.isRunning}
            onPress={() => revocation.run(undoAll)}
          >
            {text.revokeSeveral.undoAll}
          </Button>
        </>
      )}
      {failure && <Problem failure={failure} />}
    </div>
  )
}
