import { Button } from './button.tsx'
import { Problem } from './problem.tsx'
import type { Action } from './use-action.ts'

/** The end of a dialog that asks before something ends or is deleted: what keeps it has the focus. */
export function DangerActions({
  keep,
  end,
  action,
  onKeep,
  onEnd,
}: {
  keep: string
  end: string
  /** What `onEnd` runs, where that may fail in the dialog. */
  action?: Action
  onKeep: () => void
  onEnd: () => void
}) {
  return (
    <>
      {action?.failure && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        <span className="gap" />
        <Button autoFocus onPress={onKeep}>
          {keep}
        </Button>
        <Button look="danger" isDestructive busy={action?.isRunning ?? false} onPress={onEnd}>
          {end}
        </Button>
      </div>
    </>
  )
}
