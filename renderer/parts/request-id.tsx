import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { CopyButton } from './copy-button.tsx'

/** The id of a request to the institution (Akoya's `x-akoya-interaction-id`), which its support asks for. Closed until opened. */
export function RequestId({ id }: { id: string }) {
  return (
    <details className="request-id">
      <summary>{text.activity.details}</summary>
      {text.activity.requestId} <code>{id.slice(0, 8)}</code>
      <CopyButton
        label={text.activity.copyRequestId(id)}
        onCopy={() => call('clipboard.copy', { text: id })}
      />
    </details>
  )
}
