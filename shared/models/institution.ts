import { z } from 'zod'
import { id, ms, name } from './basics.ts'

export const institution = z.object({
  id,
  registrationId: id,
  /** Akoya's `connector`, also called `providerId`; null at an OpenID issuer, which is its own institution. */
  connector: z.string().nullable(),
  name,
  /** The duration of a consent at this institution. */
  consentDays: z.int(),
  createdAtMs: ms,
})
export type Institution = z.infer<typeof institution>

/** What an institution's server says about itself. */
export const serverFacts = z.object({
  /** Access can be ended from here: there is an endpoint for that. */
  canRevoke: z.boolean(),
  /** It publishes the keys that its ID tokens are signed with. */
  publishesKeys: z.boolean(),
})
export type ServerFacts = z.infer<typeof serverFacts>

export const institutionInput = z.object({
  registrationId: id,
  connector: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9._-]{1,100}$/)
    .nullable(),
  name,
})
export type InstitutionInput = z.infer<typeof institutionInput>
