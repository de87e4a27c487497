import { useEffect, useRef } from 'react'
import { FieldError, Label, Text, TextArea, TextField } from 'react-aria-components'
import { isFirstWrong } from './field.tsx'

const mostRows = 8

/** A labelled field of several lines. When its entry is wrong, it says so; the first wrong one of a form takes the focus. */
export function TextAreaField({
  label,
  value,
  onChange,
  hint,
  isWrong,
  wrongText,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  hint: string
  isWrong: boolean
  wrongText: string
}) {
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (isWrong && isFirstWrong(area.current)) area.current?.focus()
  }, [isWrong])
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={isWrong}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <TextArea ref={area} rows={Math.min(value.split('\n').length + 1, mostRows)} spellCheck={false} />
      <Text slot="description" className="hint">
        {hint}
      </Text>
      <FieldError className="wrong">{wrongText}</FieldError>
    </TextField>
  )
}
