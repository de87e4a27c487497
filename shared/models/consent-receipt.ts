import { z } from 'zod'
import { errorCodes } from '../errors.ts'
import { authorizationDetails } from './authorization-details.ts'
import { permissions } from './connection.ts'
import { id } from './basics.ts'
import { disclosure } from './disclosure.ts'
import { linkFlow } from './link.ts'

/** `2026-11-20T12:00:00.000Z` */
const time = z.iso.datetime({ precision: 3 })
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const permissionList = z.array(z.enum(permissions))
const failed = { reason: z.enum(errorCodes), host: z.string().nullable(), status: z.int().nullable() }

/** The terms of a disclosure as facts of the main process, which the window can't change. */
const consentTerms = z.object({
  thirdParty: z.string(),
  dataProvider: z.string(),
  aggregator: z.string().nullable(),
  service: z.string(),
  certification: z.string().nullable(),
  permissions: permissionList,
  scopes: z.array(z.string()),
  days: z.int(),
  until: time,
})
export type ConsentTerms = z.infer<typeof consentTerms>

const granted = z.object({
  /** The institution's id of the consent. */
  consentId: z.string().nullable(),
  scopesRequested: z.array(z.string()),
  scopesGranted: z.array(z.string()),
  /** RFC 9396. Absent in receipts of links that asked for none. */
  detailsRequested: authorizationDetails.optional(),
  /** Absent where the institution did not say. */
  detailsGranted: authorizationDetails.optional(),
  permissions: permissionList,
  authorizedTime: time,
  until: time,
})

/** What can be written down about a consent. */
const consentFact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('disclosed'),
    flow: linkFlow,
    /** `first`: the user read it before going on. `beside`: beside the browser, which opened at the same time. */
    shown: z.enum(['first', 'beside']),
    disclosure: disclosure.omit({ atMs: true }).extend({ time }),
    terms: consentTerms,
  }),
  /** The link ended without access that Mooring holds. */
  z.object({ kind: z.literal('not-granted'), ...failed }),
  granted.extend({ kind: z.literal('granted') }),
  granted.extend({ kind: z.literal('renewed'), replacedGrantId: id }),
  /** The institution grants more or less than before. */
  z.object({
    kind: z.literal('changed'),
    scopesGranted: z.array(z.string()),
    permissions: permissionList,
    permissionsBefore: permissionList,
    /** RFC 9396. Both absent where they are the same as before. */
    detailsGranted: authorizationDetails.optional(),
    detailsBefore: authorizationDetails.optional(),
  }),
  /** The user switched the reading of full account and routing numbers on or off, in the registration. */
  z.object({ kind: z.literal('numbers-switched'), isOn: z.boolean() }),
  /** The user changed how long consents of this institution last. */
  z.object({ kind: z.literal('term-changed'), until: time, untilBefore: time }),
  z.object({ kind: z.literal('revocation-requested') }),
  z.object({ kind: z.literal('revocation-undone') }),
  /** Not confirmed: retried, unless `isFinal`. */
  z.object({ kind: z.literal('revocation-failed'), ...failed, attempts: z.int(), isFinal: z.boolean() }),
  z.object({
    kind: z.literal('revoked'),
    host: z.string(),
    /** HTTP status of the confirmation. */
    status: z.int().nullable(),
    attempts: z.int(),
  }),
  /** Ended without Mooring having revoked it. */
  z.object({ kind: z.literal('ended'), ...failed }),
  /** The connection was removed from the list. */
  z.object({ kind: z.literal('removed'), mayRemain: z.boolean() }),
  /** The data were restored, or lost their newest entries: the chain goes on from here, and names the end that it does not have. */
  z.object({ kind: z.literal('branch'), oldNumber: z.int(), oldHash: hash }),
])
export type ConsentFact = z.infer<typeof consentFact>

/** What an entry is about; null where it is about none. */
const consentSubject = z.object({
  linkId: id.nullable(),
  connectionId: id.nullable(),
  grantId: id.nullable(),
  institution: z.string(),
  registration: z.string(),
  aggregator: z.string().nullable(),
  login: z.string().nullable(),
})
export type ConsentSubject = z.infer<typeof consentSubject>

/** One entry of the chain, as it is hashed. */
export const consentEntry = z.object({
  format: z.literal(1),
  number: z.int(),
  time,
  /** The hash of the entry before; zeros for the first. */
  previous: hash,
  subject: consentSubject.nullable(),
  fact: consentFact,
})
export type ConsentEntry = z.infer<typeof consentEntry>

/** The result of checking the chain of consent receipts. */
export const receiptsReport = z.object({
  count: z.int(),
  /** Hash of the newest entry; null without one. */
  newest: hash.nullable(),
  /** The first entry that is not as it was written; null if all are. */
  damage: z
    .object({
      what: z.enum(['changed', 'missing', 'cut-off']),
      number: z.int(),
      /** When it was written, or the last sound entry before it; null for neither. */
      atMs: z.int().nullable(),
    })
    .nullable(),
})
export type ReceiptsReport = z.infer<typeof receiptsReport>
