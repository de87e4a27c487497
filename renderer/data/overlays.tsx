import type { Dispatch, SetStateAction } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Dataset } from '../../shared/models/dataset.ts'
import { ExportDialog } from '../export/export-dialog.tsx'
import { DatasetDialog } from './dataset-dialog.tsx'
import { DatasetMenu } from './dataset-menu.tsx'
import type { DataOverlay } from './overlay.ts'
import { RemoveDataset } from './remove-dataset.tsx'

/** The menu or dialog that is open above the datasets. */
export function DataOverlays({
  overlay,
  connections,
  datasets,
  onOpen,
  onShow,
  onPause,
  onAdded,
}: {
  overlay: DataOverlay | null
  connections: readonly ConnectionSummary[]
  datasets: readonly Dataset[]
  onOpen: Dispatch<SetStateAction<DataOverlay | null>>
  onShow: (dataset: Dataset) => void
  onPause: (dataset: Dataset) => void
  onAdded: (dataset: Dataset) => void
}) {
  const close = () => onOpen(null)
  switch (overlay?.kind) {
    case undefined:
      return null
    case 'menu': {
      const { dataset, position } = overlay
      return (
        <DatasetMenu
          dataset={dataset}
          position={position}
          onEdit={() => onOpen({ kind: 'edit', dataset })}
          onShow={() => onShow(dataset)}
          onPause={() => onPause(dataset)}
          onRemove={() => onOpen({ kind: 'remove', dataset })}
          // Unless one of its entries has opened something else.
          onClose={() => onOpen((now) => (now === overlay ? null : now))}
        />
      )
    }
    case 'add':
      return (
        <DatasetDialog
          dataset={null}
          connections={connections}
          datasets={datasets}
          onDone={onAdded}
          onClose={close}
        />
      )
    case 'edit':
      return (
        <DatasetDialog
          dataset={overlay.dataset}
          connections={connections}
          datasets={datasets}
          onDone={close}
          onClose={close}
        />
      )
    case 'export':
      return <ExportDialog scope={{ kind: 'all' }} onClose={close} />
    case 'remove':
      return <RemoveDataset dataset={overlay.dataset} onClose={close} />
  }
}
