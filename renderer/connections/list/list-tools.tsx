import {
  filters,
  groupKeys,
  sortKeys,
  type Arrangement,
  type GroupKey,
  type SavedView,
  type SortKey,
} from '../../../shared/list-arrangement.ts'
import { Button } from '../../parts/button.tsx'
import { numberText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import type { Counts } from './arrange.ts'
import { isSameView } from './saved-views.ts'

/** The filter buttons, the saved views, and how the list is sorted and grouped. */
export function Arranging({
  arrangement,
  counts,
  views,
  onChange,
}: {
  arrangement: Arrangement
  /** Null until all connections are loaded. */
  counts: Counts | null
  views: readonly SavedView[]
  onChange: (change: Partial<Arrangement>) => void
}) {
  return (
    <div className="arranging">
      <div className="filters" role="group" aria-label={text.list.filter}>
        {filters.map((filter) => (
          <button
            key={filter}
            type="button"
            className="filter"
            aria-pressed={arrangement.filter === filter}
            onClick={() => onChange({ filter })}
          >
            {text.list.filters[filter]} {counts && numberText(counts[filter])}
          </button>
        ))}
        {views.map(({ name, ...view }) => (
          <button
            key={name}
            type="button"
            className="filter saved"
            title={name}
            aria-pressed={isSameView({ name, ...view }, arrangement)}
            onClick={() => onChange(view)}
          >
            {text.list.view(name)}
          </button>
        ))}
      </div>
      <div className="arrange" role="group" aria-label={text.list.arrange}>
        <label className="picker">
          {text.list.sort}
          <select
            value={arrangement.sort}
            onChange={(event) => onChange({ sort: event.target.value as SortKey, isDescending: false })}
          >
            {sortKeys.map((sort) => (
              <option key={sort} value={sort}>
                {text.list.sorts[sort]}
              </option>
            ))}
          </select>
        </label>
        <Button
          look="order"
          label={text.list.descending}
          isPressed={arrangement.isDescending}
          onPress={() => onChange({ isDescending: !arrangement.isDescending })}
        >
          {arrangement.isDescending ? '↓' : '↑'}
        </Button>
        <label className="picker">
          {text.list.group}
          <select
            value={arrangement.group}
            onChange={(event) => onChange({ group: event.target.value as GroupKey })}
          >
            {groupKeys.map((group) => (
              <option key={group} value={group}>
                {text.list.groups[group]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </div>
  )
}
