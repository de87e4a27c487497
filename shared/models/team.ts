import { z } from 'zod'
import { failure } from '../errors.ts'
import { fitsName, mostNameBytes } from '../team-names.ts'
import { id, ms, name } from './basics.ts'

/** A name in PostgreSQL. */
const identifier = z
  .string()
  .trim()
  .min(1)
  .max(63)
  .regex(/^[^\p{Cc}]+$/u)
  .refine((name) => fitsName(name, mostNameBytes.any))

/** Where the team's database is, and what is copied there. */
export const teamTarget = z.object({
  /** A name or address; or the folder of a Unix socket, which begins with a slash. */
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .regex(/^[^\s\p{Cc}]+$/u),
  port: z.int().min(1).max(65_535),
  database: identifier,
  user: identifier,
  /** Its roles are named after it, so it is shorter than others: of a longer one the writers and the readers would be one role. */
  schema: identifier.refine((name) => fitsName(name, mostNameBytes.schema)),
  /** `none` is refused unless the server is on this computer. */
  tls: z.enum(['verify-full', 'none']),
  signIn: z.enum(['password', 'certificate']),
  /** What the team calls the owner of the rows. */
  owner: name,
  /** Also logins, labels, and the names and last digits of accounts. */
  withNames: z.boolean(),
})
export type TeamTarget = z.infer<typeof teamTarget>

export const teamFiles = ['authority', 'certificate', 'key'] as const
export type TeamFile = (typeof teamFiles)[number]

/** What the user enters. Null for what stays as it is stored. */
export const teamInput = z.object({
  target: teamTarget,
  password: z.string().min(1).max(1000).nullable(),
  /** The system's certificate authorities, those of a file that was chosen, or those that are stored. */
  trust: z.enum(['system', 'file', 'stored']),
  /** Files that the user chose, by the ids that the window got for them. */
  files: z.partialRecord(z.enum(teamFiles), id),
})
export type TeamInput = z.infer<typeof teamInput>

export const teamCopy = z.object({
  target: teamTarget,
  /** The file of certificate authorities; null for the system's. */
  authorityFile: z.string().nullable(),
  /** When the team's database last had everything. */
  copiedAtMs: ms.nullable(),
  /** Why the last copying failed. Nothing is lost: the next one catches up. */
  problem: failure.nullable(),
})
export type TeamCopy = z.infer<typeof teamCopy>

/** What a connection test found. */
export const teamTest = z.object({
  /** Such as `15.8`; null if nothing was reached. */
  serverVersion: z.string().nullable(),
  isEncrypted: z.boolean(),
  /** What has to be put right first. Empty: copies can be written. */
  problems: z.array(failure),
  /** What works, and should be known. */
  notes: z.array(failure),
})
export type TeamTest = z.infer<typeof teamTest>
