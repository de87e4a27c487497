import type { Dataset } from '../../shared/models/dataset.ts'
import type { MenuPosition } from '../connections/list/popup-menu.tsx'
import { ChoiceHeadings, useChoiceRows } from '../parts/choice-rows.tsx'
import { text } from '../text/text.ts'
import { DatasetRow } from './dataset-row.tsx'

const columns = ['dataset', 'where', 'when', 'rows', 'lastRun', 'actions'] as const

/** The datasets, of which one is chosen. Tab reaches one row, and the arrow keys move between rows. */
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
  const { currentId, onFocus, onKeyDown } = useChoiceRows(
    datasets.map(({ id }) => id),
    chosenId,
  )
  return (
    <table className="wide-table datasets-table">
      <caption className="hidden">{text.data.caption}</caption>
      <ChoiceHeadings columns={columns} words={text.data.columns} />
      <tbody onKeyDown={onKeyDown}>
        {datasets.map((dataset) => (
          <DatasetRow
            key={dataset.id}
            dataset={dataset}
            isChosen={dataset.id === chosenId}
            isCurrent={dataset.id === currentId}
            onFocus={onFocus}
            nowMs={nowMs}
            onChoose={onChoose}
            onMenu={onMenu}
          />
        ))}
      </tbody>
    </table>
  )
}
