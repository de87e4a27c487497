import { Checkbox, CheckboxGroup, Label } from 'react-aria-components'
import type { Protections } from '../../shared/models/registration.ts'
import { text } from '../text/text.ts'

const labels: Record<keyof Protections, string> = text.registrationForm.protection

/** Checkboxes for additional protections. Each is used only if the server's metadata announces it. */
export function ProtectionFields({
  protections,
  onChange,
}: {
  protections: Protections
  onChange: (protections: Protections) => void
}) {
  const names = Object.keys(labels) as (keyof Protections)[]
  return (
    <CheckboxGroup
      className="choice-group"
      value={names.filter((name) => protections[name])}
      onChange={(chosen) =>
        onChange(Object.fromEntries(names.map((name) => [name, chosen.includes(name)])) as typeof protections)
      }
    >
      <Label>{text.registrationForm.protections}</Label>
      {names.map((name) => (
        <Checkbox key={name} value={name} className="checkbox">
          <span className="box" aria-hidden="true" />
          {labels[name]}
        </Checkbox>
      ))}
    </CheckboxGroup>
  )
}
