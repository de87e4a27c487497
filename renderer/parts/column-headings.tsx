interface Headings<Column extends string> {
  columns: readonly Column[]
  words: Readonly<Record<Column, string>>
}

/** The first row of a table whose other rows are virtual. */
export function ColumnHeadings<Column extends string>({ columns, words }: Headings<Column>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => (
          <th key={column} scope="col" className={`${column}-cell`}>
            {words[column]}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** The same where a press sorts by a column. */
export function SortHeadings<Column extends string>({
  columns,
  words,
  sort,
  isDescending,
  onSort,
}: Headings<Column> & {
  /** null for the order as it comes. */
  sort: Column | null
  isDescending: boolean
  onSort: (column: Column) => void
}) {
  const direction = isDescending ? 'descending' : 'ascending'
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => (
          <th
            key={column}
            scope="col"
            className={`${column}-cell`}
            aria-sort={sort === column ? direction : 'none'}
          >
            <button type="button" className="column" onClick={() => onSort(column)}>
              {words[column]}
              {sort === column && <span aria-hidden="true"> {isDescending ? '↓' : '↑'}</span>}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}
