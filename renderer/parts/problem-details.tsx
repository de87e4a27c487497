import type { Failure } from '../../shared/errors.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { CopyButton } from './copy-button.tsx'

/** What support asks for: the code of a failure, the request id and what the server said, with a button that copies them. */
export function ProblemDetails({ failure }: { failure: Failure }) {
  const { code, detail } = failure
  const facts: [name: string, value: string | number | undefined][] = [
    [text.problemDetails.code, code],
    [text.problemDetails.requestId, detail.interactionId],
    [text.problemDetails.host, detail.host],
    [text.problemDetails.status, detail.status],
    [text.problemDetails.answer, detail.error],
    [text.problemDetails.cause, detail.cause],
  ]
  const known = facts.filter(([, value]) => value !== undefined)
  return (
    <p className="problem-details sub">
      {known.map(([name, value]) => (
        <span key={name}>
          {name} <code>{value}</code>
        </span>
      ))}
      <CopyButton
        label={text.problemDetails.copy}
        onCopy={() =>
          call('clipboard.copy', { text: known.map(([name, value]) => `${name}: ${value}`).join('\n') })
        }
      />
    </p>
  )
}
