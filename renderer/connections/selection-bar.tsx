import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { Button } from '../parts/button.tsx'
import { text } from '../text/text.ts'

/** The buttons for the selected connections. */
export function SelectionBar({
  checked,
  notShown,
  revocable,
  onRefresh,
  onRevoke,
  onExport,
  onLabel,
  onPolicy,
  onClear,
}: {
  checked: ConnectionSummary[]
  /** How many of them are hidden by search and filter. */
  notShown: number
  /** How many of them still have access. */
  revocable: number
  onRefresh: (ids: string[]) => void
  onRevoke: () => void
  onExport: (ids: string[]) => void
  onLabel: (connections: ConnectionSummary[]) => void
  onPolicy: (connections: ConnectionSummary[]) => void
  onClear: () => void
}) {
  if (checked.length === 0) return null

  const active = checked.filter(({ status }) => status === 'active').map(({ id }) => id)
  return (
    <div
      className="banner selection"
      role="group"
      aria-label={text.selection.label}
      data-keeps-focus
      data-open-work
    >
      <p role="status">{text.selection.count(checked.length, notShown)}</p>
      {active.length > 0 && (
        <Button label={text.selection.refreshLabel} onPress={() => onRefresh(active)}>
          {text.selection.refresh}
        </Button>
      )}
      <Button label={text.selection.exportLabel} onPress={() => onExport(checked.map(({ id }) => id))}>
        {text.exportDialog.open}
      </Button>
      <Button onPress={() => onLabel(checked)}>{text.selection.setLabel}</Button>
      <Button onPress={() => onPolicy(checked)}>{text.selection.setPolicy}</Button>
      {revocable > 0 && (
        <Button look="danger" isDestructive label={text.selection.revokeLabel} onPress={onRevoke}>
          {text.selection.revoke}
        </Button>
      )}
      <Button look="quiet" onPress={onClear}>
        {text.selection.clear}
      </Button>
    </div>
  )
}
