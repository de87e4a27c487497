import { useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { FailureDetails } from './failure-details.tsx'
import { messageOf } from '../text/error-messages.ts'

/** A failure, shown where it happened: what happened, what to do next, and details for the institution's support. */
export function Problem({
  failure,
  tone = 'broken',
  isNew = true,
  next,
}: {
  failure: Failure
  tone?: 'broken' | 'soon' | 'waiting'
  /** It has just happened, so screen readers announce it. */
  isNew?: boolean
  /** Replaces the next step of the failure's message. */
  next?: string | null
}) {
  const message = messageOf(failure)
  const [shownAtMs] = useState(Date.now)
  return (
    <div className={`problem ${tone}`} role={isNew ? 'alert' : undefined}>
      <strong>{message.what}</strong> <span>{next ?? message.next}</span>
      <FailureDetails failure={failure} {...(isNew ? { atMs: shownAtMs } : {})} />
    </div>
  )
}
