import { useId } from 'react'

/** A checkbox with a label and, below it, a hint. */
export function Check({
  label,
  hint,
  isOn,
  isDisabled = false,
  isSub = false,
  onChange,
}: {
  label: string
  hint?: string
  isOn: boolean
  isDisabled?: boolean
  /** It refines the one above it. */
  isSub?: boolean
  onChange: (isOn: boolean) => void
}) {
  const id = useId()
  return (
    <>
      <label className={isSub ? 'check sub-check' : 'check'}>
        <input
          type="checkbox"
          checked={isOn}
          disabled={isDisabled}
          aria-describedby={hint && id}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      {hint && (
        <p className="hint" id={id}>
          {hint}
        </p>
      )}
    </>
  )
}
