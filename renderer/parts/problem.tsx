import type { Failure } from '../../shared/errors.ts'
import { messageOf } from '../messages.ts'

/** A failure where it happened: what, and what to do next. */
export function Problem({
  failure,
  tone = 'broken',
}: {
  failure: Failure
  tone?: 'broken' | 'soon' | 'waiting'
}) {
  const { what, next } = messageOf(failure)
  return (
    <div className={`problem ${tone}`} role="alert">
      <strong>{what}</strong> <span>{next}</span>
    </div>
  )
}
