import { useState } from 'react'
import { call } from '../api.ts'
import { Button } from './button.tsx'

/** A text to be typed elsewhere letter for letter, with a button that copies it. */
export function CopyText({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false)
  return (
    <span className="copy-text">
      <code>{text}</code>
      <Button
        look="quiet-accent"
        label={`Copy ${text}`}
        onPress={() => void call('clipboard.copy', { text }).then(() => setCopied(true))}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </span>
  )
}
