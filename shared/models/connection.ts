import { z } from 'zod'
import { failure } from '../errors.ts'
import { account } from './account.ts'
import { authorizationDetails } from './authorization-details.ts'
import { day, id, ms } from './basics.ts'
import { maintenanceWindow } from './hours.ts'
import { appliedPolicy } from './refresh-policy.ts'

/**
 * The kinds of data that a connection may read. Akoya names products in the ID token (`account_info`, …), other servers use scopes.
 * Profiles map both to these.
 */
export const permissions = [
  'accounts',
  'balances',
  'transactions',
  'investments',
  'payments',
  'customers',
  'statements',
  'taxes',
  'identity',
  'email',
] as const
export type Permission = (typeof permissions)[number]

/** The user's own name for a group of connections, such as a team or a purpose. */
export const label = z.string().trim().min(1).max(200)
export const maxLabels = 200
export const labels = z.array(label).max(maxLabels)

/**
 * - `active`: the grant works, as far as we know
 * - `revoking`: revocation requested; can be undone until `undoUntilMs`
 * - `revocation-pending`: the institution has not confirmed the revocation yet; retried
 * - `cannot-revoke`: the institution does not let us revoke it
 * - `revoked`: revoked by us, with a receipt
 * - `needs-consent`: ended elsewhere or unusable; relink
 * - `unreadable`: its row in the database is damaged; no work is done for it
 */
const connectionStatuses = [
  'active',
  'revoking',
  'revocation-pending',
  'cannot-revoke',
  'revoked',
  'needs-consent',
  'unreadable',
] as const
export type ConnectionStatus = (typeof connectionStatuses)[number]

export const receipt = z.object({
  revokedAtMs: ms,
  /** Host of the revocation endpoint. */
  host: z.string(),
  status: z.int(),
  attempts: z.int(),
})

/** A connection as the list shows it. Contains no accounts, because ten thousand are read at once. */
export const connectionSummary = z.object({
  id,
  registrationId: id,
  registrationName: z.string(),
  /** Money is real only in `production`. */
  stage: z.enum(['sandbox', 'production', 'other']),
  institutionId: id,
  institutionName: z.string(),
  labels: z.array(z.string()),
  /** The login, as the institution names it. */
  signedInAs: z.string(),
  status: z.enum(connectionStatuses),
  /** The current problem, if any. For `needs-consent`, the reason. */
  problem: failure.nullable(),
  /** A refresh is running. */
  refreshing: z.boolean(),
  /** Only Mooring's memory holds its newest token, because the keychain refused it: quitting loses the access. */
  isTokenUnsaved: z.boolean(),
  accountCount: z.int(),
  /** How many of them the last response had nothing readable for. */
  unavailableCount: z.int(),
  /** How many accounts of the last response Mooring could not read. They are not in `accountCount`. */
  unreadableCount: z.int(),
  /** Institutions of this kind share accounts. */
  sharesAccounts: z.boolean(),
  /** Something of this kind of institution's data can be read. */
  hasReader: z.boolean(),
  /** The last read of the accounts did not get all of them. */
  isPartial: z.boolean(),
  /** Names and masks of the accounts, one a line, for the search. */
  accountSearchText: z.string(),
  linkedAtMs: ms,
  refreshedAtMs: ms.nullable(),
  dataAsOfMs: ms.nullable(),
  /** Dates of the oldest account balances: the earliest day, and the earliest instant. */
  oldestDataDay: day.nullable(),
  oldestDataMs: ms.nullable(),
  /** When the access token expires; a refresh gets a new one. */
  tokenGoodUntilMs: ms.nullable(),
  /** When the consent expires: a year after authorization (12 CFR 1033.421(b)), or as set for the institution. */
  consentUntilMs: ms,
  /** From when to when its refresh token works, where the institution limits that beside the consent. */
  refreshLife: z.object({ fromMs: ms, untilMs: ms }).nullable(),
  /** False: access ends with the access token, or when the app quits. */
  hasRefreshToken: z.boolean(),
  undoUntilMs: ms.nullable(),
  /** The next scheduled refresh; while a revocation is pending, its next attempt. */
  nextTryAtMs: ms.nullable(),
  /** How long a pending revocation is retried automatically. */
  revokeUntilMs: ms.nullable(),
  /** Access may still work at the institution, and we can revoke it. */
  isRevocable: z.boolean(),
  /** Access may remain at the institution that we can't revoke: ask the user before removing the connection. */
  mayRemain: z.boolean(),
  /** The connection is removed as soon as its access has ended. */
  removing: z.boolean(),
  receipt: receipt.nullable(),
  /** The institution's own page to end access, https; null where it is not known. */
  settingsPage: z.string().nullable(),
})
export type ConnectionSummary = z.infer<typeof connectionSummary>

/** The last connection of a page. The next page has those linked later, or at the same time with a greater id. */
export const listCursor = z.object({ createdAtMs: ms, id })
export type ListCursor = z.infer<typeof listCursor>

/** What a hub says of a consent, such as `ACTIVE` or `REVOKED`, and when it said it. */
export const hubConsent = z.object({ status: z.string().regex(/^[A-Z_]{1,40}$/), atMs: ms })
export type HubConsent = z.infer<typeof hubConsent>

export const connection = connectionSummary.extend({
  permissions: z.array(z.enum(permissions)),
  /** Everything that this kind of institution can grant. */
  grantable: z.array(z.enum(permissions)),
  /** Those of them that Mooring reads something with. */
  readable: z.array(z.enum(permissions)),
  scopes: z.object({ asked: z.array(z.string()), granted: z.array(z.string()) }),
  /** What was asked for and granted in detail (RFC 9396); null for none. */
  authorizationDetails: z.object({
    asked: authorizationDetails.nullable(),
    granted: authorizationDetails.nullable(),
  }),
  /** What its access tokens are bound to, and useless without; null for nothing. */
  boundTo: z.enum(['key', 'certificate']).nullable(),
  accounts: z.array(account),
  /** The institution's id of the consent record. Not a secret. */
  consentId: z.string().nullable(),
  /** Only a hint: the connection works until a token is refused. */
  hubConsent: hubConsent.nullable(),
  /** When it is refreshed by itself, and what says so. */
  refreshPolicy: appliedPolicy,
  /** When it is not. */
  maintenance: z.array(maintenanceWindow),
})
export type Connection = z.infer<typeof connection>
