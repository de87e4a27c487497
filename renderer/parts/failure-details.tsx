import type { Failure } from '../../shared/errors.ts'
import { call } from '../state/api.ts'
import { detailsOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import { CopyButton } from './copy-button.tsx'

/** What an institution's support asks for, closed until opened. Nothing for a failure that has none. */
export function FailureDetails({ failure, atMs }: { failure: Failure; atMs?: number }) {
  const facts = detailsOf(failure, atMs)
  if (facts.length === 0) return null
  return (
    <details className="request-id">
      <summary>{text.activity.details}</summary>
      {facts.map((fact) => (
        <span key={fact}>
          <code>{fact}</code>{' '}
        </span>
      ))}
      <CopyButton
        label={text.activity.copyDetails}
        onCopy={() => call('clipboard.copy', { text: facts.join(' · ') })}
      />
    </details>
  )
}
