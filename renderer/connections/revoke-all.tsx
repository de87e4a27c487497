import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text.ts'

/** Ends all access at once, with the same Undo: for the day a computer or an employer changes. Worth its place from two on. */
export function RevokeAll({ connections }: { connections: ConnectionSummary[] }) {
  const action = useAction()
  const active = connections.filter(({ status }) => status === 'active')
  const counting = connections.filter(({ status }) => status === 'revoking')

  if (counting.length > 1) {
    return (
      <Button
        look="quiet-accent"
        onPress={() =>
          action.run(() => Promise.all(counting.map(({ id }) => call('connections.undoRevoke', { id }))))
        }
      >
        {text.actions.undoAll(counting.length)}
      </Button>
    )
  }
  if (active.length < 2) return null
  return (
    <>
      {action.failure && <Problem failure={action.failure} />}
      <Button
        look="quiet-danger"
        busy={action.isRunning}
        onPress={() =>
          action.run(() => call('connections.revokeSeveral', { ids: active.map(({ id }) => id) }))
        }
      >
        {text.actions.revokeAll(active.length)}
      </Button>
    </>
  )
}
