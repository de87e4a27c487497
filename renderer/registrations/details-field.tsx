import { FieldError, Label, Text, TextArea, TextField } from 'react-aria-components'
import { text } from '../text/text.ts'

/** JSON of what a link asks for in detail (RFC 9396). */
export function DetailsField({
  value,
  isWrong,
  onChange,
}: {
  value: string
  isWrong: boolean
  onChange: (value: string) => void
}) {
  const labels = text.authorizationDetails
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={isWrong}
      validationBehavior="aria"
    >
      <Label>{labels.label}</Label>
      <TextArea rows={value === '' ? 2 : 6} spellCheck={false} />
      <Text slot="description" className="hint">
        {labels.hint}
      </Text>
      <FieldError className="wrong">{labels.wrong}</FieldError>
    </TextField>
  )
}
