import type { ConnectionSummary } from '../../shared/models.ts'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import type { Action } from '../parts/use-action.ts'
import { consentOf } from './consent.ts'
import { UndoCountdown } from './undo-countdown.tsx'

/** What can be done with a connection as it stands, on its row and in the pane. */
export function Actions({
  connection,
  action,
  nowMs,
  inPane = false,
}: {
  connection: ConnectionSummary
  action: Action
  nowMs: number
  inPane?: boolean
}) {
  const { id, institutionName: name, institutionId } = connection
  const quiet = inPane ? 'plain' : 'quiet'
  const danger = inPane ? 'danger' : 'quiet-danger'

  const relink = (words: string) => (
    <Button
      look={inPane ? 'primary' : 'quiet-accent'}
      label={`${words} ${name}`}
      onPress={() => action.run(() => call('links.start', { institutionId, connectionId: id }))}
    >
      {words}
    </Button>
  )
  const remove = (
    <Button
      look={quiet}
      label={`Remove ${name}`}
      onPress={() => action.run(() => call('connections.forget', { id }))}
    >
      Remove
    </Button>
  )

  const revoke = (
    <Button
      look={danger}
      label={`Revoke ${name}`}
      onPress={() => action.run(() => call('connections.revoke', { id }))}
    >
      Revoke
    </Button>
  )
  const retry = (words: string) => (
    <Button
      look={quiet}
      label={`Retry revoking ${name} now`}
      busy={action.isRunning}
      onPress={() => action.run(() => call('connections.retryRevoke', { id }))}
    >
      {words}
    </Button>
  )

  switch (connection.status) {
    case 'active': {
      const { tone } = consentOf(connection, nowMs)
      return (
        <>
          {(tone === 'broken' || (tone === 'soon' && inPane)) && relink('Relink')}
          <Button
            look={quiet}
            label={`Refresh ${name}`}
            busy={connection.refreshing || action.isRunning}
            onPress={() => action.run(() => call('connections.refresh', { id }))}
          >
            Refresh
          </Button>
          {revoke}
        </>
      )
    }
    case 'revoking':
      return <UndoCountdown connection={connection} action={action} nowMs={nowMs} />
    case 'revocation-pending':
      return retry('Retry')
    case 'cannot-revoke':
      return (
        <>
          {connection.problem?.code === 'revocation_unconfirmed' && retry('Try again')}
          {remove}
        </>
      )
    case 'revoked':
      return (
        <>
          {relink('Link again')}
          {remove}
        </>
      )
    case 'needs-consent':
      return (
        <>
          {relink('Relink')}
          {connection.isRevocable ? revoke : remove}
        </>
      )
  }
}
