import { useEffect, useState } from 'react'
import { call } from '../state/api.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import { useAction } from './use-action.ts'

/** A button that copies something and shows "Copied" for two seconds. */
export function CopyButton({
  children = text.copy.copy,
  label,
  look = 'quiet-accent',
  disabled = false,
  onCopy,
}: {
  children?: string
  /** The accessible name, where the text alone does not say what is copied. */
  label?: string
  look?: 'plain' | 'quiet-accent'
  disabled?: boolean
  onCopy: () => Promise<unknown>
}) {
  const action = useAction()
  // Without details, which have a button to copy.
  const failed = action.failure && messageOf(action.failure)
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <>
      <Button
        look={look}
        disabled={disabled}
        {...(label === undefined || isCopied ? {} : { label })}
        onPress={() => action.run(() => onCopy().then(() => setCopied(true)))}
      >
        {isCopied ? text.copy.copied : children}
      </Button>
      <span role="status" className="hidden">
        {isCopied ? text.copy.copied : ''}
      </span>
      {failed && (
        <span className="problem broken" role="alert">
          {failed.what} {failed.next}
        </span>
      )}
    </>
  )
}

/** A value with a button that copies it. */
export function CopyText({ value }: { value: string }) {
  return (
    <span className="copy-text">
      <code>{value}</code>
      <CopyButton label={text.copy.of(value)} onCopy={() => call('clipboard.copy', { text: value })} />
    </span>
  )
}
