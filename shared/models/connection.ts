import { z } from 'zod'
import { failure } from '../errors.ts'
import { account } from './account.ts'
import { day, id, ms } from './basics.ts'

/**
 * What a connection lets us read, in the window's terms. Akoya names products in the ID token (`account_info`, …); other servers
 * speak in scopes. Profiles map both to these words.
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

/** The person's own name for a connection; null for none. */
export const label = z.string().trim().min(1).max(200).nullable()

/**
 * - `active`: the grant works, as far as we know
 * - `revoking`: Revoke was pressed; until `undoUntilMs` it can be taken back
 * - `revocation-pending`: asked to end, the institution has not confirmed yet; retried
 * - `cannot-revoke`: the institution has no way to end it from here
 * - `revoked`: ended by us, with a receipt
 * - `needs-consent`: ended elsewhere or unusable; link again
 * - `unreadable`: its row in the database is damaged; nothing is done with it
 */
export const connectionStatuses = [
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

/** What the list shows of a connection: ten thousand of them are read at once, so it has no account of its own. */
export const connectionSummary = z.object({
  id,
  registrationId: id,
  registrationName: z.string(),
  /** Told apart at a glance: money is real only in `production`. */
  stage: z.enum(['sandbox', 'production', 'other']),
  institutionId: id,
  institutionName: z.string(),
  /** The person's own name for it. */
  label: z.string().nullable(),
  /** Who signed in, in the institution's words. */
  signedInAs: z.string(),
  status: z.enum(connectionStatuses),
  /** What went wrong last and still holds; null when nothing. For `needs-consent`, the reason. */
  problem: failure.nullable(),
  /** A refresh is under way. */
  refreshing: z.boolean(),
  accountCount: z.int(),
  /** How many of them the last answer had nothing readable for. */
  unavailableCount: z.int(),
  /** How many accounts of the last answer could not be read, so that they are missing here. */
  unreadableCount: z.int(),
  /** Names and masks of the accounts, one a line: the list is searched by them. */
  accountSearchText: z.string(),
  linkedAtMs: ms,
  refreshedAtMs: ms.nullable(),
  dataAsOfMs: ms.nullable(),
  /** The least fresh balances: the earliest day that one is as of, and the earliest instant. */
  oldestDataDay: day.nullable(),
  oldestDataMs: ms.nullable(),
  /** When the token in hand ends; a refresh gets a new one. */
  tokenGoodUntilMs: ms.nullable(),
  /** The consent's end: a year after the authorization (12 CFR 1033.421(b)), or what its institution is set to. */
  consentUntilMs: ms,
  undoUntilMs: ms.nullable(),
  /** The next refresh that is planned; while a revocation is pending, its next try. */
  nextTryAtMs: ms.nullable(),
  /** Until when a pending revocation is tried again by itself. */
  revokeUntilMs: ms.nullable(),
  /** Access may still work at the institution, and can be ended from here. */
  isRevocable: z.boolean(),
  /** Access may be left at the institution that can't be ended from here: the user has to be asked before the row goes. */
  mayRemain: z.boolean(),
  /** It is removed as soon as its access has ended. */
  forgetting: z.boolean(),
  receipt: receipt.nullable(),
})
export type ConnectionSummary = z.infer<typeof connectionSummary>

/** Where a page of the list ended: what follows was linked later, or at the same moment and has a greater id. */
export const listCursor = z.object({ createdAtMs: ms, id })
export type ListCursor = z.infer<typeof listCursor>

export const connection = connectionSummary.extend({
  permissions: z.array(z.enum(permissions)),
  /** Everything this kind of institution could grant: what is not granted is shown struck out. */
  grantable: z.array(z.enum(permissions)),
  scopes: z.object({ asked: z.array(z.string()), granted: z.array(z.string()) }),
  accounts: z.array(account),
  /** The institution's id of the consent record; not a secret. */
  consentId: z.string().nullable(),
})
export type Connection = z.infer<typeof connection>
