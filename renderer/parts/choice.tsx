import { Label, Radio, RadioGroup } from 'react-aria-components'

/** Radio buttons with a label. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string
  options: readonly { value: T; label: string }[]
  value: T
  onChange: (value: T) => void
}) {
  return (
    <RadioGroup className="choice-group" value={value} onChange={(chosen) => onChange(chosen as T)}>
      <Label>{label}</Label>
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="radio">
          {option.label}
        </Radio>
      ))}
    </RadioGroup>
  )
}
