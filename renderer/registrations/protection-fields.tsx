import { Checkbox, CheckboxGroup, Label } from 'react-aria-components'
import type { Protections } from '../../shared/models/registration.ts'

const words: Record<keyof Protections, string> = {
  pushesRequests: 'Send the request to the server directly; the browser carries a reference only (PAR)',
  bindsTokens: 'Bind tokens to a key of this computer, so that a stolen one is worth nothing (DPoP)',
  signsAnswers: 'Have the answer in the browser signed by the server (JARM)',
  postsAnswers: 'Have the answer brought as a form instead of an address (form_post)',
  managesGrants: 'Ask and end the institution’s own record of what it granted (Grant Management)',
}

/** What protects a link beyond the ordinary; each is used only where the server says that it can. */
export function ProtectionFields({
  protections,
  onChange,
}: {
  protections: Protections
  onChange: (protections: Protections) => void
}) {
  const names = Object.keys(words) as (keyof Protections)[]
  return (
    <CheckboxGroup
      className="choice-group"
      value={names.filter((name) => protections[name])}
      onChange={(chosen) =>
        onChange({
          pushesRequests: chosen.includes('pushesRequests'),
          bindsTokens: chosen.includes('bindsTokens'),
          signsAnswers: chosen.includes('signsAnswers'),
          postsAnswers: chosen.includes('postsAnswers'),
          managesGrants: chosen.includes('managesGrants'),
        })
      }
    >
      <Label>Where the server offers it</Label>
      {names.map((name) => (
        <Checkbox key={name} value={name} className="checkbox">
          <span className="box" aria-hidden="true" />
          {words[name]}
        </Checkbox>
      ))}
    </CheckboxGroup>
  )
}
