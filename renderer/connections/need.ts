import type { ErrorCode } from '../../shared/errors.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { consentOf } from './consent.ts'

/** What the user has to do about a connection. `end-there`: revoke in the institution's own settings. */
export type Need = 'relink' | 'unlock' | 'register' | 'end-there'

/** Errors to be fixed in the registration, here or in the institution's hub. */
const registrationErrors: ReadonlySet<ErrorCode> = new Set([
  'client_rejected',
  'client_authentication_unsupported',
  'client_secret_missing',
  'not_subscribed',
  'discovery_failed',
  'endpoint_insecure',
  'endpoint_ambiguous',
  'endpoint_foreign',
  'keys_missing',
  'issuer_mismatch',
])
const keychainErrors: ReadonlySet<ErrorCode> = new Set([
  'keychain_unavailable',
  'keychain_locked',
  'keychain_denied',
  'keychain_timeout',
])

/** Null when the user has nothing to do. */
export function needOf(connection: ConnectionSummary, nowMs: number): Need | null {
  const { status, problem } = connection
  if (status === 'revoked' || status === 'revoking') return null
  if (status === 'cannot-revoke') return 'end-there'
  if (status === 'needs-consent') return 'relink'
  if (problem?.code === 'refresh_refused') return 'relink'
  if (problem && registrationErrors.has(problem.code)) return 'register'
  if (problem && keychainErrors.has(problem.code)) return 'unlock'
  return status === 'active' && consentOf(connection, nowMs).tone !== 'working' ? 'relink' : null
}

/** Every connection is in exactly one. `temporary-problem` ends without the user: it waits for the institution, network or clock. */
export type StatusGroup = 'active' | 'needs-attention' | 'temporary-problem' | 'revoked'

export function statusGroupOf(connection: ConnectionSummary, nowMs: number): StatusGroup {
  if (needOf(connection, nowMs) !== null) return 'needs-attention'
  if (connection.status === 'revoked') return 'revoked'
  return connection.status === 'active' && connection.problem === null ? 'active' : 'temporary-problem'
}
