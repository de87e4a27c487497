import { useEffect, useId, type RefObject } from 'react'
import { isFirstWrong } from '../parts/field.tsx'

/**
 * A field for a secret. Its value is only in the input, never in React's state, and is removed from there when the field disappears. Read
 * it from `input` when it is needed.
 */
export function SecretField({
  input,
  label,
  hint,
  isWrong,
  wrongText,
  onEdit,
}: {
  input: RefObject<HTMLInputElement | null>
  label: string
  hint: string
  isWrong: boolean
  wrongText: string
  onEdit: () => void
}) {
  const id = useId()
  useEffect(() => {
    if (isWrong && isFirstWrong(input.current)) input.current?.focus()
  }, [isWrong, input])
  useEffect(() => {
    const element = input.current
    return () => {
      if (element) element.value = ''
    }
  }, [input])
  return (
    <div className="field" {...(isWrong ? { 'data-invalid': true } : {})}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint${isWrong ? ` ${id}-wrong` : ''}`}
        onInput={onEdit}
      />
      <span id={`${id}-hint`} className="hint">
        {hint}
      </span>
      {isWrong && (
        <span id={`${id}-wrong`} className="wrong">
          {wrongText}
        </span>
      )}
    </div>
  )
}
