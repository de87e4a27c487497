import { z } from 'zod'
import { failure } from '../errors.ts'
import { ms } from './basics.ts'

/**
 * - `unavailable`: this build carries no publisher's key, so nothing could be believed
 * - `off`: by choice, or because no feed is set
 * - `waiting`: not looked yet
 * - `newest`: there is none newer
 * - `found`: there is one, which the system's own package manager brings
 * - `fetching`, `ready`: it is being downloaded; it can be installed
 * - `failed`: looking or downloading did not work, as `problem` says; tried again later
 */
export const updateStates = [
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
  /** The newer version; null while none is known. */
  version: z.string().max(100).nullable(),
  /** How much of it has come; null while that is not known. */
  percent: z.int().min(0).max(100).nullable(),
  /** When the feed last gave an answer. */
  lookedAtMs: ms.nullable(),
  problem: failure.nullable(),
  /** The feed that came with the app; null when none did. */
  builtInFeed: z.string().nullable(),
})
export type UpdateStatus = z.infer<typeof updateStatus>
