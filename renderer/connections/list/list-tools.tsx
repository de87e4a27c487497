import { useEffect, useRef } from 'react'
import { Button } from '../../parts/button.tsx'
import { SearchIcon } from '../../parts/icons.tsx'
import { text } from '../../text/text.ts'
import type { Arrangement, Counts, Filter, GroupKey, SortKey } from './arrange.ts'

type Change = (change: Partial<Arrangement>) => void

/** The search field. Ctrl F (⌘ F on macOS) focuses it, and Escape clears it. */
export function Search({
  search,
  shortcut,
  onChange,
}: {
  search: string
  shortcut: string
  onChange: Change
}) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', find)
    return () => document.removeEventListener('keydown', find)
  }, [])
  return (
    <div className="search">
      <SearchIcon />
      <input
        ref={input}
        type="search"
        aria-label={text.list.searchLabel}
        placeholder={text.list.search}
        spellCheck={false}
        autoComplete="off"
        value={search}
        onChange={(event) => onChange({ search: event.target.value })}
      />
      {search === '' ? (
        <kbd aria-hidden="true">{shortcut}</kbd>
      ) : (
        <button
          type="button"
          className="clear"
          tabIndex={-1}
          aria-label={text.list.clearSearch}
          onClick={() => {
            onChange({ search: '' })
            input.current?.focus()
          }}
        >
          ✕
        </button>
      )}
    </div>
  )
}

const filters = [
  'all',
  'active',
  'needs-attention',
  'temporary-problem',
  'revoked',
] as const satisfies Filter[]
const sorts = ['linked', 'institution', 'status', 'refreshed', 'consent'] as const satisfies SortKey[]
const groups = ['none', 'institution', 'registration'] as const satisfies GroupKey[]

/** The filter buttons, and the sort and group menus. */
export function Arranging({
  arrangement,
  counts,
  onChange,
}: {
  arrangement: Arrangement
  /** Null until all connections are loaded. */
  counts: Counts | null
  onChange: Change
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
            {text.list.filters[filter]} {counts?.[filter]}
          </button>
        ))}
      </div>
      <div className="arrange" role="group" aria-label={text.list.arrange}>
        <select
          aria-label={text.list.sort}
          value={arrangement.sort}
          onChange={(event) => onChange({ sort: event.target.value as SortKey })}
        >
          {sorts.map((sort) => (
            <option key={sort} value={sort}>
              {text.list.sorts[sort]}
            </option>
          ))}
        </select>
        <Button
          look="quiet"
          label={text.list.descending}
          isPressed={arrangement.isDescending}
          onPress={() => onChange({ isDescending: !arrangement.isDescending })}
        >
          {arrangement.isDescending ? '↓' : '↑'}
        </Button>
        <select
          aria-label={text.list.group}
          value={arrangement.group}
          onChange={(event) => onChange({ group: event.target.value as GroupKey })}
        >
          {groups.map((group) => (
            <option key={group} value={group}>
              {text.list.groups[group]}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}

const sortOfColumn = [
  ['institution', 'name-cell'],
  ['status', 'status-cell'],
  ['refreshed', 'refreshed-cell'],
  ['consent', 'consent-cell'],
] as const satisfies [SortKey, string][]

/** The column headings. Pressing one sorts by it, pressing it again reverses the order. */
export function Headings({
  arrangement,
  isAllChecked,
  onCheckAll,
  onChange,
}: {
  arrangement: Arrangement
  isAllChecked: boolean
  onCheckAll: (isChecked: boolean) => void
  onChange: Change
}) {
  const { sort, isDescending } = arrangement
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="check-cell">
          <input
            type="checkbox"
            aria-label={text.list.selectAll}
            checked={isAllChecked}
            onChange={(event) => onCheckAll(event.target.checked)}
          />
        </th>
        {sortOfColumn.map(([key, className]) => (
          <th
            key={key}
            scope="col"
            className={className}
            aria-sort={sort === key ? (isDescending ? 'descending' : 'ascending') : 'none'}
          >
            <button
              type="button"
              className="column"
              onClick={() => onChange({ sort: key, isDescending: sort === key && !isDescending })}
            >
              {text.list[key]}
              {sort === key && <span aria-hidden="true"> {isDescending ? '↓' : '↑'}</span>}
            </button>
          </th>
        ))}
        <th scope="col" className="actions-cell">
          <span className="hidden">{text.list.actions}</span>
        </th>
      </tr>
    </thead>
  )
}
