import { Button } from '../parts/button.tsx'
import { TerminalIcon } from '../parts/icons.tsx'
import { text } from '../text/text.ts'

/** What scripts and tools are for, and the next step: switching them on, then an example. */
export function EmptyScripts({
  isOn,
  isBusy,
  onTurnOn,
}: {
  isOn: boolean
  isBusy: boolean
  onTurnOn: () => void
}) {
  const words = text.scripts
  return (
    <section className="empty-data empty-scripts">
      <TerminalIcon />
      <h2>{words.emptyTitle}</h2>
      <p>{words.empty}</p>
      <p className="muted">{words.emptyAsks}</p>
      {isOn ? (
        <p>{words.emptyNext}</p>
      ) : (
        <Button look="primary" busy={isBusy} onPress={onTurnOn}>
          {words.turnOn}
        </Button>
      )}
    </section>
  )
}
