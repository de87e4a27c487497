import { errorTraits } from '../../shared/error-traits.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { consentOf } from './consent.ts'

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
  return status === 'active' && consentOf(connection, nowMs).tone !== 'working' ? 'relink' : null
}

/** Every connection is in exactly one. `temporary-problem` ends without the user: it waits for the institution, network or clock. */
export type StatusGroup = 'active' | 'needs-attention' | 'temporary-problem' | 'revoked'

export function statusGroupOf(connection: ConnectionSummary, nowMs: number): StatusGroup {
  if (connection.status === 'unreadable' || needOf(connection, nowMs) !== null) return 'needs-attention'
  if (connection.status === 'revoked') return 'revoked'
  return connection.status === 'active' && connection.problem === null ? 'active' : 'temporary-problem'
}
