import { useEffect, useRef } from 'react'
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components'
import { text } from '../text/text.ts'

/** A labelled text field. When its entry is wrong, it says so; the first wrong one of a form takes the focus. */
export function Field({
  label,
  value,
  onChange,
  hint,
  isWrong = false,
  wrongText = text.checkEntry,
  type = 'text',
  takesFocus = false,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string | undefined
  isWrong?: boolean | undefined
  wrongText?: string
  type?: 'text' | 'password' | 'url' | 'time'
  takesFocus?: boolean
}) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (isWrong && isFirstWrong(input.current)) input.current?.focus()
  }, [isWrong])
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={isWrong}
      type={type}
      autoFocus={takesFocus}
      // The main process validates. An error shown here must not stop the form from being submitted again.
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <Input ref={input} autoComplete="off" spellCheck={false} />
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="wrong">{wrongText}</FieldError>
    </TextField>
  )
}

/** Whether no field before it in its form is marked as wrong. */
export function isFirstWrong(input: HTMLInputElement | HTMLTextAreaElement | null): boolean {
  const first = input?.form?.querySelector('[aria-invalid=true]')
  return !first || first === input
}
