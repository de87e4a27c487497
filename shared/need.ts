import { errorTraits } from './error-traits.ts'
import type { Filter } from './list-arrangement.ts'
import type { ConnectionSummary } from './models/connection.ts'
import { endingOf } from './ending.ts'

/** What the user has to do about a connection. `end-there`: revoke in the institution's own settings. */
export type Need = 'relink' | 'unlock' | 'register' | 'end-there'

/** Null when the user has nothing to do. */
export function needOf(connection: ConnectionSummary, nowMs: number): Need | null {
  const { status, problem } = connection
  if (status === 'revoked' || status === 'revoking') return null
  if (status === 'cannot-revoke') return 'end-there'
  if (status === 'needs-consent') return 'relink'
  if (problem?.code === 'refresh_refused') return 'relink'
  const fault = problem && errorTraits[problem.code].fault
  if (fault === 'registration') return 'register'
  if (fault === 'keychain') return 'unlock'
  return status === 'active' && endingOf(connection, nowMs).tone !== 'working' ? 'relink' : null
}

/** Every connection is in exactly one. `temporary-problem` ends without the user: it waits for the institution, network or clock. */
export type StatusGroup = Exclude<Filter, 'all'>

export function statusGroupOf(connection: ConnectionSummary, nowMs: number): StatusGroup {
  // Until Undo is over it is where it was: its row must not move away from the pointer.
  if (connection.status === 'revoking') return statusGroupOf({ ...connection, status: 'active' }, nowMs)
  if (connection.status === 'unreadable' || needOf(connection, nowMs) !== null) return 'needs-attention'
  if (connection.status === 'revoked') return 'revoked'
  return connection.status === 'active' && connection.problem === null ? 'active' : 'temporary-problem'
}

/** Among those that need attention: broken ones first (0), then those that expire, soonest first. */
export function attentionOrder(connection: ConnectionSummary, nowMs: number): number {
  const { tone, untilMs } = endingOf(connection, nowMs)
  return connection.status === 'active' && tone === 'soon' ? untilMs : 0
}
