import { z } from 'zod'
import { activityKinds } from '../activity-kinds.ts'
import { failure } from '../errors.ts'
import { scriptLevels } from '../local-protocol.ts'
import { id, ms } from './basics.ts'

export type ActivityKind = (typeof activityKinds)[number]

export const activity = z.object({
  id: z.int(),
  connectionId: id,
  institutionName: z.string(),
  /** The login and the labels that the connection had then; null and none where nobody knows. */
  login: z.string().nullable(),
  labels: z.array(z.string()),
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
  /** The script client that was allowed, used the connection or was ended: what it calls itself, its level, and how many rows it got. */
  script: z.object({ name: z.string(), level: z.enum(scriptLevels), rows: z.int().nullable() }).optional(),
})
export type Activity = z.infer<typeof activity>

/** Which entries to list. */
export const activityFilter = z.object({
  connectionId: z.string().optional(),
  kinds: z.array(z.enum(activityKinds)).optional(),
  /** Each word has to occur in the institution, the login or a label, or else the entry is of one of the word's kinds. */
  words: z
    .array(z.object({ text: z.string().max(200), kinds: z.array(z.enum(activityKinds)) }))
    .max(20)
    .optional(),
})
export type ActivityFilter = z.infer<typeof activityFilter>
