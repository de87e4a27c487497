import { useContext } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import type { Action } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { connectionName } from '../text/connection-name.ts'
import { endingOf } from '../../shared/ending.ts'
import { RemovalsContext } from './removals.ts'
import { RemoveButton } from './remove-button.tsx'
import { UndoCountdown } from './undo-countdown.tsx'

/** The next action for a connection, and how to end it. The same in its row and in the pane. */
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
  const { pending, undo } = useContext(RemovalsContext)
  const { id, institutionId } = connection
  const name = connectionName(connection)
  const quiet = inPane ? 'plain' : 'quiet'
  const danger = inPane ? 'danger' : 'quiet-danger'

  const relink = (
    <Button
      look={inPane ? 'primary' : 'quiet-accent'}
      label={text.actions.of(text.actions.relink, name)}
      onPress={() => action.run(() => call('links.start', { institutionId, connectionId: id }))}
    >
      {text.actions.relink}
    </Button>
  )
  const refresh = (
    <Button
      look={quiet}
      label={text.actions.of(text.actions.refresh, name)}
      busy={connection.refreshing || action.isRunning}
      onPress={() => action.run(() => call('connections.refresh', { id }))}
    >
      {text.actions.refresh}
    </Button>
  )
  const remove = (
    <RemoveButton connection={connection} look={quiet} label={text.actions.of(text.actions.remove, name)}>
      {text.actions.remove}
    </RemoveButton>
  )
  const revoke = (
    <Button
      look={danger}
      isDestructive
      label={text.actions.of(text.actions.revoke, name)}
      onPress={() => action.run(() => call('connections.revoke', { id }))}
    >
      {text.actions.revoke}
    </Button>
  )
  const endThere = (
    <Button
      look={inPane ? 'primary' : 'quiet-accent'}
      label={text.actions.endThereOf(name)}
      busy={action.isRunning}
      onPress={() => action.run(() => call('connections.openSettings', { id }))}
    >
      {text.actions.endThere}
    </Button>
  )
  const retry = (label: string) => (
    <Button
      look={quiet}
      label={text.actions.retryNow(name)}
      busy={action.isRunning}
      onPress={() => action.run(() => call('connections.retryRevoke', { id }))}
    >
      {label}
    </Button>
  )

  const removedAtMs = pending.get(id)
  if (removedAtMs !== undefined) {
    return (
      <UndoCountdown
        untilMs={removedAtMs}
        nowMs={nowMs}
        label={text.actions.removingIn}
        undoLabel={text.actions.undoRemoving(name)}
        onUndo={() => undo(id)}
      />
    )
  }
  switch (connection.status) {
    case 'active': {
      const isEnding = endingOf(connection, nowMs).tone !== 'working'
      const isRefused = connection.problem?.code === 'refresh_refused'
      return (
        <>
          {(isEnding || isRefused) && relink}
          {(!isEnding || inPane) && refresh}
          {revoke}
        </>
      )
    }
    case 'revoking':
      return (
        <UndoCountdown
          untilMs={connection.undoUntilMs ?? 0}
          nowMs={nowMs}
          label={text.actions.revokingIn}
          undoLabel={text.actions.undoOf(name)}
          onUndo={() => action.run(() => call('connections.undoRevoke', { id }))}
        />
      )
    case 'revocation-pending':
      return retry(text.actions.retry)
    case 'cannot-revoke':
      return (
        <>
          {connection.settingsPage !== null && endThere}
          {connection.problem?.code === 'revocation_unconfirmed' && retry(text.actions.tryAgain)}
          {remove}
        </>
      )
    case 'revoked':
      return (
        <>
          {relink}
          {remove}
        </>
      )
    case 'needs-consent':
      return (
        <>
          {relink}
          {connection.isRevocable ? revoke : remove}
        </>
      )
    case 'unreadable':
      return null
  }
}
