import { z } from 'zod'
import { failure } from '../errors.ts'
import { id, ms } from './basics.ts'

/** A link under way, as the window shows it. */
export const linkProgress = z.object({
  /** Id of this attempt. */
  id,
  institutionId: id,
  institutionName: z.string(),
  registrationName: z.string(),
  /** Set for a relink. */
  connectionId: id.nullable(),
  step: z.enum(['opening', 'waiting', 'finishing', 'done', 'failed']),
  /** Where the answer comes back to: to be registered with the institution. Null until the listener is up. */
  redirectUri: z.string().nullable(),
  /** Nothing listens for the answer: the person brings the address that the browser ends at. */
  isPasted: z.boolean(),
  /** When waiting ends by itself. */
  deadlineMs: ms,
  /** The connection it led to, once `done`. */
  linkedConnectionId: id.nullable(),
  /** Why it stopped, once `failed`; or, while waiting, that the browser could not be opened. */
  problem: failure.nullable(),
})
export type LinkProgress = z.infer<typeof linkProgress>
