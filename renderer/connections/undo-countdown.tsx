import { Button } from '../parts/button.tsx'
import { text } from '../text/text.ts'

/** How often a countdown updates. */
export const clockStepMs = 200

/** "Revoking in 5 s" or "Removing in 5 s" and an Undo button, in place of the button that was pressed. */
export function UndoCountdown({
  untilMs,
  nowMs,
  label,
  undoLabel,
  onUndo,
}: {
  untilMs: number
  nowMs: number
  label: (seconds: number) => string
  undoLabel: string
  onUndo: () => void
}) {
  // nowMs may be one step behind: don't show five seconds as six.
  const seconds = Math.max(Math.ceil((untilMs - nowMs - clockStepMs) / 1000), 0)
  return (
    <span className="countdown">
      <span>{label(seconds)}</span>
      <Button look="quiet-accent" label={undoLabel} disabled={seconds === 0} onPress={onUndo}>
        {text.actions.undo}
      </Button>
    </span>
  )
}
