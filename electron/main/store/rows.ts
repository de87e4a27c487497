import type { Failure } from '../../../shared/errors.ts'
import type { HubConsent, Permission } from '../../../shared/models/connection.ts'
import type { AuthorizationDetails } from '../../../shared/models/authorization-details.ts'
import type {
  ClientCertificateFacts,
  Environment,
  HubCredentials,
  JWK,
  Protections,
  RedirectMode,
} from '../../../shared/models/registration.ts'

/** Times are milliseconds UTC. */

export interface RegistrationRow {
  id: string
  name: string
  environment: Environment
  clientId: string
  /** The keychain holds a client secret, with `publicKey` a private key, or with `certificate` that. */
  hasSecret: boolean
  publicKey: JWK | null
  certificate?: ClientCertificateFacts | undefined
  authorizationDetails?: AuthorizationDetails | undefined
  hub?: HubCredentials | undefined
  protections: Protections
  scopes: string[]
  redirect: RedirectMode
  /** Reads full account and routing numbers when asked for. */
  readsNumbers: boolean
  createdAtMs: number
}

export interface InstitutionRow {
  id: string
  registrationId: string
  connector: string | null
  name: string
  /** How long a consent at this institution lasts. */
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
  /** The user's own names for it, in the order in which they were given. */
  labels: string[]
  /** The current grant. */
  grantId: string
  createdAtMs: number
  dataAsOfMs: number | null
  /** How many accounts of the last response could not be read. */
  unreadableAccounts: number
  /** Some accounts may be missing in the last response. */
  isPartial: boolean
  /** To be removed once its access has ended. */
  removing: boolean
}

/**
 * `active` → `revoking` → `revoked`, or `active` → `ended` (elsewhere, or unusable), or `active` → `replaced` (by a relink, with nothing
 * to revoke). `revoking` → `active` by Undo.
 */
export type GrantState = 'active' | 'revoking' | 'revoked' | 'ended' | 'replaced'

export interface GrantRow {
  id: string
  connectionId: string
  state: GrantState
  /** The generation of the current keychain entry, `grant/{id}/{generation}`; 0 when the server gave no refresh token. */
  generation: number
  issuer: string
  sub: string
  /** When the user signed in at the institution (`auth_time`); null if unknown. */
  signedInAtMs: number | null
  clientId: string
  /** Akoya's `grant_id`. */
  consentId: string | null
  /** What the hub said last of the consent. Never ends it. */
  hubConsent: HubConsent | null
  scopesAsked: string[]
  scopesGranted: string[]
  /** What was asked for and granted in detail (RFC 9396); null for none. */
  detailsAsked: AuthorizationDetails | null
  detailsGranted: AuthorizationDetails | null
  /** What its tokens are bound to, and useless without; null for nothing, or if it is not known yet. */
  boundTo: 'key' | 'certificate' | null
  permissions: Permission[]
  authorizedAtMs: number
  refreshedAtMs: number | null
  tokenGoodUntilMs: number | null
  /** When a requested revocation is sent: until then it can be undone. */
  revokeAtMs: number | null
  /** Until when the revocation is retried automatically. */
  revokeUntilMs: number | null
  /** Revocation attempts so far. */
  revokeAttempts: number
  /** While active: the next refresh, null without a refresh token. While revoking: the next attempt. */
  nextTryAtMs: number | null
  /** When a refresh was sent whose response never came: the current token may be spent. Null once a token is known to work. */
  possiblySpentAtMs: number | null
  /** Consecutive failed refreshes. */
  refreshAttempts: number
  consentUntilMs: number
  /** When the next consent reminder is due; null once the consent is over. */
  consentNoticeMs: number | null
  /** From when to when its refresh token works, where the institution limits that beside the consent; null where it is not known. */
  refreshFromMs: number | null
  refreshUntilMs: number | null
  /** When the next reminder of that end is due; null for none. */
  refreshNoticeMs: number | null
  /** Why it ended, or the last failure if it still applies. */
  problem: Failure | null
  endedAtMs: number | null
  /** The receipt of a revocation. */
  receiptHost: string | null
  receiptStatus: number | null
}

/** A journal entry for a request that may leave access or a token behind. Crash recovery closes open ones at start. */
export interface AttemptRow {
  id: string
  kind: 'link' | 'refresh'
  /** The grant to create (link) or refresh. */
  grantId: string
  /** The generation that the attempt writes. */
  generation: number
  registrationId: string
  institutionId: string
  /** Null for the first link of a login. */
  connectionId: string | null
  startedAtMs: number
  closedAtMs: number | null
  outcome: string | null
}
