import { z } from 'zod'
import { id, name } from './basics.ts'
import { hours, timeOfDay } from './hours.ts'

/** How often a connection is refreshed by itself, and in which hours, in the computer's time zone. */
export const refreshPolicy = z.discriminatedUnion('kind', [
  /** About once a day, when Mooring chooses. */
  z.object({ kind: z.literal('planned'), hours: hours.nullable() }),
  z.object({ kind: z.literal('interval'), everyHours: z.int().min(1).max(168), hours: hours.nullable() }),
  z.object({ kind: z.literal('daily'), at: timeOfDay }),
  z.object({ kind: z.literal('never') }),
])
export type RefreshPolicy = z.infer<typeof refreshPolicy>

/** What a policy is set for. The policy of a connection is used before those of its labels, and these before its institution's. */
export const policyTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connection'), id }),
  z.object({ kind: z.literal('label'), label: name }),
  z.object({ kind: z.literal('institution'), id }),
])
export type PolicyTarget = z.infer<typeof policyTarget>

export const setPolicy = z.object({ target: policyTarget, policy: refreshPolicy })
export type SetPolicy = z.infer<typeof setPolicy>

/** The policy that applies to a connection, and what it is set for; null for none, which is as Mooring plans. */
export const appliedPolicy = z.object({ target: policyTarget.nullable(), policy: refreshPolicy })
export type AppliedPolicy = z.infer<typeof appliedPolicy>
