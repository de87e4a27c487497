import { errorTraits } from '../../shared/error-traits.ts'
import type { ErrorCode, Failure, FailureDetail } from '../../shared/errors.ts'
import { computerErrors } from './computer-errors.ts'
import { datasetErrors } from './dataset-errors.ts'
import { dateTimeText, inSecondsText, isSoon, timeText } from './format.ts'
import { institutionErrors } from './institution-errors.ts'
import type { Message } from './message.ts'
import { networkErrors } from './network-errors.ts'
import { teamErrors } from './team-errors.ts'

/** The compiler checks that no error code is missing. */
const messages: Record<ErrorCode, (detail: FailureDetail, nowMs: number) => Message> = {
  ...institutionErrors,
  ...networkErrors,
  ...computerErrors,
  ...datasetErrors,
  ...teamErrors,
}

export function messageOf({ code, detail }: Failure, nowMs = Date.now()): Message {
  return messages[code](detail, nowMs)
}

/**
 * What an institution's support asks for: the protocol's own word or the system's code, the status, the server, the id of the request
 * and the time. Empty for a failure without any of these.
 *
 * @param atMs when it happened, milliseconds UTC
 */
export function detailsOf({ code, detail }: Failure, atMs?: number): string[] {
  const { error, cause, status, host, interactionId } = detail
  if (host === undefined && interactionId === undefined) return []
  const word = error ?? cause
  if (word === undefined && status === undefined && interactionId === undefined) return []
  const time =
    atMs === undefined ? undefined : `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const facts = [code, word, status === undefined ? undefined : `HTTP ${status}`, host, interactionId, time]
  return facts.filter((fact) => fact !== undefined)
}

/**
 * What to do about a failure that is tried again. A transient one needs nobody: only the time of the next try is said.
 *
 * @param nextTry says when; null if no retry is planned
 */
export function nextStepText(problem: Failure, nextTry: string | null, nowMs: number): string {
  const { next } = messageOf(problem, nowMs)
  if (nextTry === null) return next
  return errorTraits[problem.code].isTransient === true ? nextTry : `${next} ${nextTry}`
}

/** "Retrying automatically at 3:38 PM."; null when no retry is planned. Milliseconds UTC. */
export function nextTryText(nextTryAtMs: number | null, nowMs: number): string | null {
  if (nextTryAtMs === null) return null
  if (nextTryAtMs <= nowMs) return 'Retrying now.'
  if (isSoon(nextTryAtMs, nowMs)) return `Retrying automatically ${inSecondsText(nextTryAtMs, nowMs)}.`
  return nextTryAtMs - nowMs < 20 * 60 * 60_000
    ? `Retrying automatically at ${timeText(nextTryAtMs)}.`
    : `Retrying automatically on ${dateTimeText(nextTryAtMs)}.`
}
