import type { Failure } from '../../shared/errors.ts'
import { messageOf } from '../text/error-messages.ts'

/** A failure where it happened: what, and what to do next. */
export function Problem({
  failure,
  tone = 'broken',
  isNews = true,
  next,
}: {
  failure: Failure
  tone?: 'broken' | 'soon' | 'waiting'
  /** It has just happened, so a screen reader says it; not so what was already true when it came into sight. */
  isNews?: boolean
  /** What happens next, where that is known better than from the failure alone. */
  next?: string | null
}) {
  const message = messageOf(failure)
  return (
    <div className={`problem ${tone}`} role={isNews ? 'alert' : undefined}>
      <strong>{message.what}</strong> <span>{next ?? message.next}</span>
    </div>
  )
}
