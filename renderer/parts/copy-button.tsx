import { useEffect, useState } from 'react'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import { Problem } from './problem.tsx'
import { useAction } from './use-action.ts'

/** A button that copies, and says for two seconds that it has. */
export function CopyButton({
  words = text.copy.copy,
  label,
  look = 'quiet-accent',
  disabled = false,
  onCopy,
}: {
  words?: string
  /** Names what is copied, where the words alone do not. */
  label?: string
  look?: 'plain' | 'quiet-accent'
  disabled?: boolean
  onCopy: () => Promise<unknown>
}) {
  const action = useAction()
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
        {isCopied ? text.copy.copied : words}
      </Button>
      <span role="status" className="hidden">
        {isCopied ? text.copy.copied : ''}
      </span>
      {action.failure && <Problem failure={action.failure} />}
    </>
  )
}

/** A text to be typed elsewhere letter for letter, with a button that copies it. */
export function CopyText({ value }: { value: string }) {
  return (
    <span className="copy-text">
      <code>{value}</code>
      <CopyButton label={text.copy.of(value)} onCopy={() => call('clipboard.copy', { text: value })} />
    </span>
  )
}
