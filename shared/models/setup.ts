import { z } from 'zod'
import { id, ms, name } from './basics.ts'
import { labels } from './connection.ts'
import { disclosureWords } from './disclosure.ts'
import { hours } from './hours.ts'
import { institution } from './institution.ts'
import { refreshPolicy } from './refresh-policy.ts'
import { registrationInput } from './registration.ts'

/** Absent for none, and in files of versions without policies. One that can't be read does not keep the rest out. */
const policy = refreshPolicy.optional().catch(undefined)

/** How a client authenticates itself. Its secret or private key is never in the file. */
const credential = z.enum(['none', 'secret', 'key', 'certificate'])

/** The parts of a setup file, without anything secret. A part names its registration, and by that its institution, by name. */
export const setupParts = {
  registration: registrationInput
    .omit({ clientSecret: true, authentication: true, certificateId: true, readsNumbers: true })
    .extend({
      credential,
      /** A client certificate beside the secret or key, which only binds tokens. The certificate itself is never in the file. */
      hasCertificate: z.boolean().optional(),
    }),
  institution: institution
    .pick({ connector: true, name: true, consentDays: true })
    .extend({ registration: name, consentDays: z.int().min(1).max(3650), policy }),
  connection: z.object({
    registration: name,
    institution: name,
    /** The login's id at the institution (`sub`). */
    subject: z.string().min(1).max(500),
    login: z.string().max(500),
    labels,
    policy,
  }),
  settings: z.object({
    quiet: z.boolean(),
    csvWithoutMark: z.boolean(),
    disclosure: disclosureWords,
    /** Absent in files of versions without these. */
    quietHours: hours.nullable().optional(),
    labelPolicies: z
      .array(z.object({ label: name, policy: refreshPolicy }))
      .max(1000)
      .optional(),
  }),
} as const
export type SetupRegistration = z.infer<typeof setupParts.registration>
export type SetupInstitution = z.infer<typeof setupParts.institution>
export type SetupConnection = z.infer<typeof setupParts.connection>
export type SetupSettings = z.infer<typeof setupParts.settings>

export const setupKinds = ['registration', 'institution', 'connection'] as const
/**
 * - `new`: will be added; a connection is listed to be linked again
 * - `exists`: is here already, and stays as it is
 * - `unusable`: can't be added: what it needs is missing, or a value can't be used
 */
export const setupStates = ['new', 'exists', 'unusable'] as const

/** What an import would do. */
export const setupPreview = z.object({
  exportedAtMs: ms,
  items: z.array(
    z.object({
      kind: z.enum(setupKinds),
      state: z.enum(setupStates),
      name: z.string(),
      /** The name in the file, if another one has that name here; else null. */
      renamedFrom: z.string().nullable(),
    }),
  ),
  /** How many of each, also of those that are not in `items`. */
  counts: z.record(z.enum(setupKinds), z.record(z.enum(setupStates), z.int())),
  /** Entries that can't be read. */
  unreadable: z.int(),
  /** The file has settings that differ from those here. */
  hasSettings: z.boolean(),
})
export type SetupPreview = z.infer<typeof setupPreview>

/** A connection of another computer, to be linked again here. */
export const relink = z.object({
  id,
  institutionId: id,
  institutionName: z.string(),
  registrationId: id,
  registrationName: z.string(),
  login: z.string(),
  labels: z.array(z.string()),
  /** How its registration authenticated itself on the other computer. */
  credential,
  /** Beside it, a client certificate bound its tokens. */
  hasCertificate: z.boolean(),
})
export type Relink = z.infer<typeof relink>
