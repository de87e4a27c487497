import { consentOf, type Consent } from './consent.ts'
import type { ConnectionSummary } from './models/connection.ts'

/** What ends an active connection's access first: its consent, or the life of its refresh token. */
export interface Ending {
  by: 'consent' | 'refresh token'
  tone: Consent['tone']
  untilMs: number
}

/** A fifth of a refresh token's life before its end, it should be renewed by a relink. */
export function refreshWarningMs({ fromMs, untilMs }: { fromMs: number; untilMs: number }): number {
  return untilMs - (untilMs - fromMs) / 5
}

export function endingOf(connection: ConnectionSummary, nowMs: number): Ending {
  const { refreshLife, consentUntilMs } = connection
  const { tone } = consentOf(connection, nowMs)
  const consent: Ending = { by: 'consent', tone, untilMs: consentUntilMs }
  if (refreshLife === null || nowMs < refreshWarningMs(refreshLife)) return consent
  if (tone === 'broken' || consentUntilMs <= refreshLife.untilMs) return consent
  const { untilMs } = refreshLife
  return { by: 'refresh token', tone: nowMs >= untilMs ? 'broken' : 'soon', untilMs }
}
