import { z } from 'zod'
import { failure } from '../errors.ts'
import { ms } from './basics.ts'

/**
 * - `unavailable`: this build has no publisher's key, so it can't verify updates
 * - `off`: turned off by the user, or no feed is set
 * - `waiting`: not checked yet
 * - `newest`: up to date
 * - `found`: an update exists, which the system's package manager installs
 * - `fetching`, `ready`: the update is downloading, can be installed
 * - `failed`: the check or download failed with `problem`; retried later
 */
const updateStates = [
  'unavailable',
  'off',
  'waiting',
  'looking',
  'newest',
  'found',
  'fetching',
  'ready',
  'failed',
] as const

export const updateStatus = z.object({
  state: z.enum(updateStates),
  /** The new version; null while none is known. */
  version: z.string().max(100).nullable(),
  /** Download progress; null while unknown. */
  percent: z.int().min(0).max(100).nullable(),
  /** When the feed last responded. */
  lookedAtMs: ms.nullable(),
  problem: failure.nullable(),
  /** The feed built into the app; null for none. */
  builtInFeed: z.string().nullable(),
})
export type UpdateStatus = z.infer<typeof updateStatus>
