import { z } from 'zod'
import { failure } from '../errors.ts'
import { id, ms } from './basics.ts'
import { disclosure } from './disclosure.ts'

/**
 * How the authorization response reaches the app in this link:
 * - `redirect`: the browser follows the registration's redirect
 * - `paste`: no listener; the user pastes the address that the browser ended at
 * - `device`: the app polls until the user has approved (RFC 8628)
 */
export const linkFlow = z.enum(['redirect', 'paste', 'device'])
export type LinkFlow = z.infer<typeof linkFlow>

/** A link in progress, as the window shows it. */
export const linkProgress = z.object({
  /** Id of this attempt. */
  id,
  institutionId: id,
  institutionName: z.string(),
  registrationName: z.string(),
  /** Set for a relink. */
  connectionId: id.nullable(),
  /** What the user calls the login; null where the institution says who signed in. */
  loginName: z.string().nullable(),
  step: z.enum(['opening', 'waiting', 'finishing', 'done', 'failed']),
  /** The redirect URI, which must be registered with the institution. Null until the listener is up. */
  redirectUri: z.string().nullable(),
  flow: linkFlow,
  /** What the user is told. Its receipt is stored. */
  disclosure,
  /** The user code and where to enter it (RFC 8628); null for the other flows. */
  device: z.object({ userCode: z.string(), verificationUri: z.string() }).nullable(),
  /** The institution supports the device flow. */
  hasDeviceFlow: z.boolean(),
  /** When the link times out. */
  deadlineMs: ms,
  /** The linked connection, once `done`. */
  linkedConnectionId: id.nullable(),
  /** Why it failed, once `failed`; while waiting, that the browser could not be opened. */
  problem: failure.nullable(),
})
export type LinkProgress = z.infer<typeof linkProgress>
