import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { CopyButton } from './copy-button.tsx'

/** What the institution's support asks for. */
export function InteractionId({ id }: { id: string }) {
  return (
    <span className="interaction">
      {text.pane.interaction} <code>{id.slice(0, 8)}</code>
      <CopyButton label={text.pane.copyInteraction(id)} onCopy={() => call('clipboard.copy', { text: id })} />
    </span>
  )
}
