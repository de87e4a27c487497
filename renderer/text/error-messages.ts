import type { ErrorCode, Failure, FailureDetail } from '../../shared/errors.ts'
import { computerErrors } from './computer-errors.ts'
import { dateTimeText, timeText } from './format.ts'
import { institutionErrors } from './institution-errors.ts'
import type { Message } from './message.ts'
import { networkErrors } from './network-errors.ts'

/** The compiler checks that no error code is missing. */
const messages: Record<ErrorCode, (detail: FailureDetail) => Message> = {
  ...institutionErrors,
  ...networkErrors,
  ...computerErrors,
}

export function messageOf({ code, detail }: Failure): Message {
  return messages[code](detail)
}

/** "Retrying automatically at 3:38 PM."; null when no retry is planned. Milliseconds UTC. */
export function nextTryText(nextTryAtMs: number | null, nowMs: number): string | null {
  if (nextTryAtMs === null) return null
  if (nextTryAtMs <= nowMs) return 'Retrying now.'
  return nextTryAtMs - nowMs < 20 * 60 * 60_000
    ? `Retrying automatically at ${timeText(nextTryAtMs)}.`
    : `Retrying automatically on ${dateTimeText(nextTryAtMs)}.`
}
