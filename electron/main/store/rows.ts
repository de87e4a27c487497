import type { Failure } from '../../../shared/errors.ts'
import type { Permission } from '../../../shared/models/connection.ts'
import type { Environment, JWK, Protections, RedirectMode } from '../../../shared/models/registration.ts'

/** Times are milliseconds UTC. */

export interface RegistrationRow {
  id: string
  name: string
  environment: Environment
  clientId: string
  /** The keychain holds a client secret, or with `publicKey` a private key. */
  hasSecret: boolean
  publicKey: JWK | null
  protections: Protections
  scopes: string[]
  redirect: RedirectMode
  createdAtMs: number
}

export interface InstitutionRow {
  id: string
  registrationId: string
  connector: string | null
  name: string
  /** How long a consent given here lasts. */
  consentDays: number
  createdAtMs: number
}

/** The user's link to one login at one institution; unique by (registrationId, institutionId, sub). */
export interface ConnectionRow {
  id: string
  registrationId: string
  institutionId: string
  sub: string
  signedInAs: string
  /** The person's own name for it. */
  label: string | null
  /** The current grant. */
  grantId: string
  createdAtMs: number
  dataAsOfMs: number | null
  /** How many accounts of the last answer could not be read. */
  unreadableAccounts: number
  /** It is removed once its access has ended. */
  forgetting: boolean
}

/**
 * `active` → `revoking` → `revoked`, or `active` → `ended` (elsewhere, or unusable), or `active` → `replaced` (a relink took its
 * place and there is nothing to revoke). `revoking` → `active` by Undo.
 */
export type GrantState = 'active' | 'revoking' | 'revoked' | 'ended' | 'replaced'

export interface GrantRow {
  id: string
  connectionId: string
  state: GrantState
  /** Which keychain entry is the current one: `grant/{id}/{generation}`; 0 when the server gave no refresh token. */
  generation: number
  issuer: string
  sub: string
  /** When the person signed in at the institution (`auth_time`); null where it does not say. */
  signedInAtMs: number | null
  clientId: string
  /** Akoya's `grant_id`. */
  consentId: string | null
  scopesAsked: string[]
  scopesGranted: string[]
  permissions: Permission[]
  authorizedAtMs: number
  refreshedAtMs: number | null
  tokenGoodUntilMs: number | null
  /** When a requested revocation leaves: until then it can be undone. */
  revokeAtMs: number | null
  /** Until when the revocation is tried again by itself. */
  revokeUntilMs: number | null
  /** Tries of the revocation so far. */
  revokeAttempts: number
  /** While active: the next refresh, null when there is nothing to refresh with. While revoking: the next try. */
  nextTryAtMs: number | null
  /** When a refresh left whose answer never came: the current token may be spent. Null once a token is known to be good. */
  possiblySpentAtMs: number | null
  /** Refreshes in a row that did not work. */
  refreshAttempts: number
  consentUntilMs: number
  /** When the person is told next of the consent's end; null once it is over. */
  consentNoticeMs: number | null
  /** Why it ended, or what went wrong last and still holds. */
  problem: Failure | null
  endedAtMs: number | null
  /** The receipt of a revocation. */
  receiptHost: string | null
  receiptStatus: number | null
}

/** The journal of what may have left something behind: an open one is settled at start. */
export interface AttemptRow {
  id: string
  kind: 'link' | 'refresh'
  /** The grant to be made (link) or moved on (refresh). */
  grantId: string
  /** The generation that the attempt writes. */
  generation: number
  registrationId: string
  institutionId: string
  /** Null for the first link of a login. */
  connectionId: string | null
  /** Which run of the app: `{pid}:{id}`. */
  owner: string
  startedAtMs: number
  closedAtMs: number | null
  outcome: string | null
}
