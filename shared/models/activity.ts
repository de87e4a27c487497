import { z } from 'zod'
import { failure } from '../errors.ts'
import { id, ms } from './basics.ts'

export const activityKinds = [
  'linked',
  'relinked',
  'refreshed',
  'accounts_read',
  'accounts_exported',
  'transactions_exported',
  'refresh_failed',
  'data_failed',
  'ended',
  'revoke_requested',
  'revoke_undone',
  'revoke_failed',
  'revoked',
  'forgotten',
  'given_back',
  'left_over',
  'secret_kept',
] as const
export type ActivityKind = (typeof activityKinds)[number]

export const activity = z.object({
  id: z.int(),
  connectionId: id,
  institutionName: z.string(),
  atMs: ms,
  kind: z.enum(activityKinds),
  problem: failure.nullable(),
  /** HTTP status of the deciding response. */
  status: z.int().nullable(),
  /** The number of this attempt, where there may be several. */
  attempts: z.int().nullable(),
  /** Duration of the request. */
  durationMs: z.int().nullable(),
  /** Number of accounts read. */
  accounts: z.int().nullable(),
  /** How many entries of the answer could not be read. */
  unreadable: z.int().nullable(),
  /** Something may be missing: the institution returned only a part, or entries could not be read. */
  isPartial: z.boolean().nullable(),
  /** How many entries of the answer repeated another one. */
  repeated: z.int().nullable(),
  /** How many accounts were kept from before, because the answer was not complete. */
  kept: z.int().nullable(),
  /** How many accounts the institution no longer shares. */
  gone: z.int().nullable(),
  /** Akoya's `x-akoya-interaction-id`, for support. */
  interactionId: z.string().nullable(),
})
export type Activity = z.infer<typeof activity>
