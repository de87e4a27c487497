import { z } from 'zod'
import { failure } from '../errors.ts'
import { id, ms } from './basics.ts'

/**
 * How the answer comes to the app, this time:
 * - `redirect`: the browser brings it, to where the registration says
 * - `paste`: nothing listens, and the person brings the address that the browser ends at
 * - `device`: the browser brings nothing; the institution is asked until the person has approved (RFC 8628)
 */
export const linkFlow = z.enum(['redirect', 'paste', 'device'])
export type LinkFlow = z.infer<typeof linkFlow>

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
  flow: linkFlow,
  /** What the person compares, or types in at the institution's page; null where the browser carries all of it. */
  device: z.object({ userCode: z.string(), verificationUri: z.string() }).nullable(),
  /** The institution can be asked with a code, where the browser can't come back. */
  hasDeviceFlow: z.boolean(),
  /** When waiting ends by itself. */
  deadlineMs: ms,
  /** The connection it led to, once `done`. */
  linkedConnectionId: id.nullable(),
  /** Why it stopped, once `failed`; or, while waiting, that the browser could not be opened. */
  problem: failure.nullable(),
})
export type LinkProgress = z.infer<typeof linkProgress>
