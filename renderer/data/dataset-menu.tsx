import type { Dataset } from '../../shared/models/dataset.ts'
import { PopupMenu, type MenuPosition } from '../connections/list/popup-menu.tsx'
import { text } from '../text/text.ts'

/** What is seldom done with a dataset. */
export function DatasetMenu({
  dataset: { name, isPaused },
  position,
  onShow,
  onEdit,
  onPause,
  onRemove,
  onClose,
}: {
  dataset: Dataset
  position: MenuPosition
  onShow: () => void
  onEdit: () => void
  onPause: () => void
  onRemove: () => void
  onClose: () => void
}) {
  const words = text.data.actions
  return (
    <PopupMenu
      position={position}
      label={words.of(words.more, name)}
      entries={[
        { key: 'show', label: words.showInFolder, run: onShow },
        { key: 'edit', label: words.edit, run: onEdit },
        { key: 'pause', label: isPaused ? words.resume : words.pause, run: onPause },
        { key: 'remove', label: words.remove, isDanger: true, run: onRemove },
      ]}
      onClose={onClose}
    />
  )
}
