import { useId } from 'react'
import { Name } from './name.tsx'

interface OptionsProperties<T extends string> {
  label: string
  options: readonly T[]
  nameOf: (option: T) => string
}

/** A few options side by side, of which one is chosen. Radio buttons for the keyboard and for screen readers. */
export function OneOf<T extends string>({
  label,
  options,
  value,
  nameOf,
  onChange,
}: OptionsProperties<T> & { value: T; onChange: (option: T) => void }) {
  const group = useId()
  return (
    <div className="options one-of" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option} className="option">
          <input
            type="radio"
            className="hidden"
            name={group}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          <Name text={nameOf(option)} />
        </label>
      ))}
    </div>
  )
}

/** Options side by side, of which any number is chosen. Checkboxes for the keyboard and for screen readers. */
export function AnyOf<T extends string>({
  label,
  options,
  values,
  nameOf,
  onChange,
}: OptionsProperties<T> & { values: ReadonlySet<T>; onChange: (values: ReadonlySet<T>) => void }) {
  return (
    <div className="options any-of" role="group" aria-label={label}>
      {options.map((option) => (
        <label key={option} className="option">
          <input
            type="checkbox"
            className="hidden"
            checked={values.has(option)}
            onChange={({ target }) => onChange(withOption(values, option, target.checked))}
          />
          <Name text={nameOf(option)} />
        </label>
      ))}
    </div>
  )
}

/** The set with an option, or without it. */
export function withOption<T>(values: ReadonlySet<T>, option: T, isIn: boolean): ReadonlySet<T> {
  const after = new Set(values)
  if (isIn) after.add(option)
  else after.delete(option)
  return after
}
