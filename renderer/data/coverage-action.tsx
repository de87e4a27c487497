import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Coverage } from '../../shared/models/dataset.ts'
import { connectionName } from '../text/connection-name.ts'
import { needOf } from '../../shared/need.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'

/** The one next step for an account that could not be read. Nothing once its connection was removed. */
export function CoverageAction({
  coverage: { name },
  connection,
  nowMs,
  onConnection,
  onRegistrations,
}: {
  coverage: Coverage
  connection: ConnectionSummary | null
  nowMs: number
  onConnection: (id: string) => void
  onRegistrations: () => void
}) {
  const action = useAction(connection)
  if (connection === null) return null
  const { id, institutionId, status } = connection
  const words = text.data.actions
  const need = needOf(connection, nowMs)
  const of = (verb: string) => words.of(verb, `${connectionName(connection)}, ${name}`)
  if (need === 'register') {
    return (
      <Button look="quiet-accent" label={of(words.register)} onPress={onRegistrations}>
        {words.register}
      </Button>
    )
  }
  if (need === 'relink' || status === 'revoked') {
    return (
      <>
        <Button
          look="quiet-accent"
          label={of(words.relink)}
          busy={action.isRunning}
          onPress={() => action.run(() => call('links.start', { institutionId, connectionId: id }))}
        >
          {words.relink}
        </Button>
        {action.failure && <Problem failure={action.failure} />}
      </>
    )
  }
  return (
    <Button look="quiet" label={of(words.details)} onPress={() => onConnection(id)}>
      {words.details}
    </Button>
  )
}
