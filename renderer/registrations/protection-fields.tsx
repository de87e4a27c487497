import { Checkbox, CheckboxGroup, Label } from 'react-aria-components'
import type { Protections } from '../../shared/models/registration.ts'
import { text } from '../text/text.ts'

const labels: Record<keyof Protections, string> = text.registrationForm.protection

/** Checkboxes for additional protections. Each is used only if the server's metadata announces it. */
export function ProtectionFields({
  offered,
  protections,
  onChange,
}: {
  offered: readonly (keyof Protections)[]
  protections: Protections
  onChange: (protections: Protections) => void
}) {
  return (
    <CheckboxGroup
      className="choice-group"
      value={offered.filter((name) => protections[name])}
      onChange={(chosen) =>
        onChange({
          ...protections,
          ...Object.fromEntries(offered.map((name) => [name, chosen.includes(name)])),
        })
      }
    >
      <Label>{text.registrationForm.protections}</Label>
      {offered.map((name) => (
        <Checkbox key={name} value={name} className="checkbox">
          <span className="box" aria-hidden="true" />
          {labels[name]}
        </Checkbox>
      ))}
    </CheckboxGroup>
  )
}
