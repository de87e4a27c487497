import { useState, type KeyboardEvent } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import type { MenuPosition } from '../connections/list/popup-menu.tsx'
import { stepTo } from '../parts/step-to.ts'
import { text } from '../text/text.ts'
import { DatasetRow } from './dataset-row.tsx'

const columns = ['dataset', 'where', 'when', 'rows', 'lastRun', 'actions'] as const

/** Rows that Page Up and Page Down pass. */
const pageRows = 6

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
  const [focusedId, setFocused] = useState<string | null>(null)
  const currentId = datasets.some(({ id }) => id === focusedId) ? focusedId : chosenId
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const lines = datasets.map(({ id }) => ({ kind: 'dataset', id }))
    const from = lines.findIndex(({ id }) => id === currentId)
    const next = stepTo(event.key, lines, from, pageRows)
    if (next === null) return
    event.preventDefault()
    event.currentTarget.querySelectorAll<HTMLElement>('.row-name')[next]?.focus()
  }
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
      <tbody onKeyDown={move}>
        {datasets.map((dataset) => (
          <DatasetRow
            key={dataset.id}
            dataset={dataset}
            isChosen={dataset.id === chosenId}
            isCurrent={dataset.id === currentId}
            onFocus={setFocused}
            nowMs={nowMs}
            onChoose={onChoose}
            onMenu={onMenu}
          />
        ))}
      </tbody>
    </table>
  )
}
