import type { Dataset } from '../../shared/models/dataset.ts'
import type { MenuPosition } from '../connections/list/popup-menu.tsx'
import { text } from '../text/text.ts'
import { DatasetRow } from './dataset-row.tsx'

const columns = ['dataset', 'where', 'when', 'rows', 'lastRun', 'actions'] as const

/** The datasets, of which one is chosen. */
export function DatasetTable({
  datasets,
  chosenId,
  nowMs,
  onChoose,
  onMenu,
}: {
  datasets: readonly Dataset[]
  chosenId: string | null
  nowMs: number
  onChoose: (id: string) => void
  onMenu: (dataset: Dataset, position: MenuPosition) => void
}) {
  return (
    <table className="wide-table datasets-table">
      <caption className="hidden">{text.data.caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={`${column}-cell`}>
              <span className={column === 'actions' ? 'hidden' : undefined}>{text.data.columns[column]}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {datasets.map((dataset) => (
          <DatasetRow
            key={dataset.id}
            dataset={dataset}
            isChosen={dataset.id === chosenId}
            nowMs={nowMs}
            onChoose={onChoose}
            onMenu={onMenu}
          />
        ))}
      </tbody>
    </table>
  )
}
