import { useState, type KeyboardEvent } from 'react'
import { stepTo } from './step-to.ts'
import { Name } from './name.tsx'

/** Rows that Page Up and Page Down pass. */
const pageRows = 6

/**
 * The keys of a table of which one row is chosen: Tab reaches one row, and the arrow keys move between rows.
 *
 * @returns the row that Tab reaches, and what its rows and its `tbody` need. Each row has a `ChoiceName`
 */
export function useChoiceRows(ids: readonly string[], chosenId: string | null) {
  const [focusedId, onFocus] = useState<string | null>(null)
  const currentId = focusedId !== null && ids.includes(focusedId) ? focusedId : chosenId
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const lines = ids.map((id) => ({ kind: 'row', id }))
    const next = stepTo(event.key, lines, currentId === null ? -1 : ids.indexOf(currentId), pageRows)
    if (next === null) return
    event.preventDefault()
    event.currentTarget.querySelectorAll<HTMLElement>('.row-name')[next]?.focus()
  }
  return { currentId, onFocus, onKeyDown }
}

/** The headings of such a table. The last column has the actions, whose heading only screen readers read. */
export function ChoiceHeadings<Column extends string>({
  columns,
  words,
}: {
  columns: readonly Column[]
  words: Readonly<Record<Column, string>>
}) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col" className={`${column}-cell`}>
            <span className={column === 'actions' ? 'hidden' : undefined}>{words[column]}</span>
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** The name in a row, which chooses the row. */
export function ChoiceName({
  name,
  isChosen,
  isCurrent,
  onChoose,
}: {
  name: string
  isChosen: boolean
  /** The only row that Tab reaches. */
  isCurrent: boolean
  onChoose: () => void
}) {
  return (
    <button
      type="button"
      className="row-name"
      tabIndex={isCurrent ? 0 : -1}
      aria-pressed={isChosen}
      title={name}
      onClick={(event) => {
        event.stopPropagation()
        onChoose()
      }}
    >
      <Name text={name} />
    </button>
  )
}
