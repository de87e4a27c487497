import {
  filters,
  groupKeys,
  sortKeys,
  type Arrangement,
  type SavedView,
} from '../../../shared/list-arrangement.ts'
import { Filters, Picker } from '../../parts/arranging.tsx'
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
      <Filters
        label={text.list.filter}
        options={filters}
        value={arrangement.filter}
        nameOf={(filter) =>
          `${text.list.filters[filter]} ${counts === null ? '' : numberText(counts[filter])}`
        }
        onChange={(filter) => onChange({ filter })}
      >
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
      </Filters>
      <div className="arrange" role="group" aria-label={text.list.arrange}>
        <Picker
          label={text.list.sort}
          options={sortKeys}
          value={arrangement.sort}
          names={text.list.sorts}
          onChange={(sort) => onChange({ sort, isDescending: false })}
        />
        <Button
          look="order"
          label={text.list.descending}
          isPressed={arrangement.isDescending}
          onPress={() => onChange({ isDescending: !arrangement.isDescending })}
        >
          {arrangement.isDescending ? '↓' : '↑'}
        </Button>
        <Picker
          label={text.list.group}
          options={groupKeys}
          value={arrangement.group}
          names={text.list.groups}
          onChange={(group) => onChange({ group })}
        />
      </div>
    </div>
  )
}
