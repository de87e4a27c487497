import { useState } from 'react'
import { folded } from '../../shared/plain-text.ts'
import { AnyOf } from '../parts/options.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { text } from '../text/text.ts'

/** With more labels than these, one searches. */
const mostWithoutSearch = 12

/** Chooses labels. */
export function LabelPicker({
  labels,
  chosen,
  onChange,
}: {
  labels: readonly string[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}) {
  const [search, setSearch] = useState('')
  const words = text.data.dialog
  if (labels.length === 0) return <p className="hint">{words.noLabels}</p>
  const wanted = folded(search.trim())
  const shown = labels.filter((label) => folded(label).includes(wanted))
  return (
    <div className="label-picker">
      {labels.length > mostWithoutSearch && (
        <div className="picker-head">
          <SearchBox label={words.searchLabels} value={search} onChange={setSearch} />
          <span className="sub" role="status">
            {words.chosen(chosen.size, labels.length)}
          </span>
        </div>
      )}
      {shown.length === 0 && <p className="sub">{words.nothingFound}</p>}
      <div className="label-list">
        <AnyOf
          label={words.selections.labels}
          options={shown}
          values={chosen}
          nameOf={(label) => label}
          onChange={onChange}
        />
      </div>
    </div>
  )
}
