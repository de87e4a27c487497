import { z } from 'zod'
import { failure } from '../errors.ts'
import { scriptLevels } from '../local-protocol.ts'
import { id, ms } from './basics.ts'

/** Why a consent of a program is over. `renewal`: a later one took its place. */
const scriptConsentEnds = ['date', 'user', 'script', 'revoke', 'remove', 'renewal'] as const

/** What the user allowed a program for one connection. */
export const scriptConsent = z.object({
  id: z.int(),
  connectionId: id,
  /** Institution and login, also of a connection that was removed. */
  connectionName: z.string(),
  level: z.enum(scriptLevels),
  givenAtMs: ms,
  untilMs: ms,
  /** Until when an access token that was handed out works, also after the consent has ended; null where none was. */
  tokenUntilMs: ms.nullable(),
  endedAtMs: ms.nullable(),
  endedBy: z.enum(scriptConsentEnds).nullable(),
})
export type ScriptConsent = z.infer<typeof scriptConsent>

/** A program on this computer that uses connections. */
const scriptClient = z.object({
  id,
  /** What it calls itself, and the folder that it says it is in. Neither is proven. */
  name: z.string(),
  folder: z.string(),
  /** Another program calls itself the same. */
  isNameTaken: z.boolean(),
  firstSeenMs: ms,
  lastUsedMs: ms.nullable(),
  uses: z.int(),
  endedAtMs: ms.nullable(),
  /** The newest first. Those that are over are there while a token that was handed out still works. */
  consents: z.array(scriptConsent),
})
export type ScriptClient = z.infer<typeof scriptClient>

/** A request that waits for the user's answer, which only its prompt takes. */
const scriptQuestion = z.object({
  id,
  clientName: z.string(),
  folder: z.string(),
  level: z.enum(scriptLevels),
  /** Of one or two connections; none for more. */
  connectionNames: z.array(z.string()),
  connectionCount: z.int(),
  askedAtMs: ms,
})
export type ScriptQuestion = z.infer<typeof scriptQuestion>

/** Programs that use connections, and what waits for the user. */
export const scripts = z.object({
  /** As the preference says. */
  isOn: z.boolean(),
  /** Why programs can't reach the app, although they may. */
  problem: failure.nullable(),
  clients: z.array(scriptClient),
  questions: z.array(scriptQuestion),
})
export type Scripts = z.infer<typeof scripts>

/**
 * Where the command `mooring` is. `linked`: a terminal finds this app's. `other`: a file that is not ours has its place. `unlinked`: nothing
 * has. `byHand`: the user has to add it, and the window says how. `missing`: this app comes without the command.
 */
export const scriptCommand = z.object({
  state: z.enum(['linked', 'unlinked', 'other', 'byHand', 'missing']),
  /** The command's own file, as a full path, and where it is or would be linked, as the user reads it. */
  file: z.string(),
  link: z.string().nullable(),
  /** Whether the folder of the link is where a terminal looks. */
  isOnPath: z.boolean(),
  /** The version of Node that would run it; null where none was found. */
  node: z.string().nullable(),
  /** That version is new enough. */
  isNodeUsable: z.boolean(),
})
export type ScriptCommand = z.infer<typeof scriptCommand>
