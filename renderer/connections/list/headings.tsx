import type { Arrangement, ColumnKey, SortKey } from '../../../shared/list-arrangement.ts'
import { text } from '../../text/text.ts'

type HeadingKey = 'institution' | 'status' | ColumnKey

/** What a column sorts by. The last error does not sort. */
const sortOf: Record<HeadingKey, SortKey | null> = {
  institution: 'institution',
  status: 'status',
  consent: 'consent',
  refreshed: 'refreshed',
  error: null,
  environment: 'environment',
}

/** The column headings. Pressing one sorts by it, pressing it again reverses the order. */
export function Headings({
  arrangement,
  columns,
  isAllChecked,
  isSomeChecked,
  onCheckAll,
  onChange,
}: {
  arrangement: Arrangement
  columns: readonly ColumnKey[]
  isAllChecked: boolean
  isSomeChecked: boolean
  onCheckAll: (isChecked: boolean) => void
  onChange: (change: Partial<Arrangement>) => void
}) {
  const { sort, isDescending } = arrangement
  const keys: HeadingKey[] = ['institution', 'status', ...columns]
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="check-cell">
          <input
            type="checkbox"
            aria-label={text.list.selectAll}
            checked={isAllChecked}
            ref={(input) => {
              if (input) input.indeterminate = isSomeChecked && !isAllChecked
            }}
            onChange={(event) => onCheckAll(event.target.checked)}
          />
        </th>
        {keys.map((key) => {
          const sortKey = sortOf[key]
          const isSorted = sortKey !== null && sort === sortKey
          return (
            <th
              key={key}
              scope="col"
              className={`${key === 'institution' ? 'name' : key}-cell`}
              aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : 'none'}
            >
              {sortKey === null ? (
                text.list[key]
              ) : (
                <button
                  type="button"
                  className="column"
                  onClick={() => onChange({ sort: sortKey, isDescending: isSorted && !isDescending })}
                >
                  {text.list[key]}
                  <span className="sort-mark" aria-hidden="true">
                    {isSorted ? (isDescending ? '↓' : '↑') : '↕'}
                  </span>
                </button>
              )}
            </th>
          )
        })}
        <th scope="col" className="actions-cell">
          <span className="hidden">{text.list.actions}</span>
        </th>
      </tr>
    </thead>
  )
}
