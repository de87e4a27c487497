import type { ReactNode } from 'react'

/** Buttons that filter a list, of which one is pressed. */
export function Filters<T extends string>({
  label,
  options,
  value,
  nameOf,
  onChange,
  children,
}: {
  label: string
  options: readonly T[]
  value: T
  nameOf: (option: T) => ReactNode
  onChange: (option: T) => void
  /** Further buttons. */
  children?: ReactNode
}) {
  return (
    <div className="filters" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option}
          type="button"
          className="filter"
          aria-pressed={value === option}
          onClick={() => onChange(option)}
        >
          {nameOf(option)}
        </button>
      ))}
      {children}
    </div>
  )
}

/** A labeled menu of choices, such as what a list is grouped by. */
export function Picker<T extends string>({
  label,
  options,
  value,
  names,
  onChange,
}: {
  label: string
  options: readonly T[]
  value: T
  names: Record<T, string>
  onChange: (option: T) => void
}) {
  return (
    <label className="picker">
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option]}
          </option>
        ))}
      </select>
    </label>
  )
}
