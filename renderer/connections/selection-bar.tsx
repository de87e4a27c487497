import { useState } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { LabelDialog } from '../read-later.tsx'
import { text } from '../text.ts'

/** What can be done with all that are selected. Revoking several is taken back with one press, too. */
export function SelectionBar({
  checked,
  onRefresh,
  onClear,
}: {
  checked: ConnectionSummary[]
  onRefresh: (ids: string[]) => void
  onClear: () => void
}) {
  const action = useAction()
  const [isLabelling, setLabelling] = useState(false)
  if (checked.length === 0) return null

  const active = checked.filter(({ status }) => status === 'active').map(({ id }) => id)
  const revoking = checked.filter(({ status }) => status === 'revoking').map(({ id }) => id)
  const undoAll = () => Promise.all(revoking.map((id) => call('connections.undoRevoke', { id })))
  return (
    <div className="banner selection" role="group" aria-label={text.selection.label}>
      <p role="status">{text.selection.count(checked.length)}</p>
      {active.length > 0 && (
        <>
          <Button label={text.selection.refreshLabel} onPress={() => onRefresh(active)}>
            {text.selection.refresh}
          </Button>
          <Button
            look="danger"
            label={text.selection.revokeLabel}
            busy={action.isRunning}
            onPress={() => action.run(() => call('connections.revokeSeveral', { ids: active }))}
          >
            {text.selection.revoke}
          </Button>
        </>
      )}
      {revoking.length > 0 && (
        <>
          <span className="countdown">{text.selection.revoking(revoking.length)}</span>
          <Button look="primary" busy={action.isRunning} onPress={() => action.run(undoAll)}>
            {text.selection.undo}
          </Button>
        </>
      )}
      <Button onPress={() => setLabelling(true)}>{text.selection.setLabel}</Button>
      <Button look="quiet" onPress={onClear}>
        {text.selection.clear}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
      {isLabelling && <LabelDialog connections={checked} onClose={() => setLabelling(false)} />}
    </div>
  )
}
