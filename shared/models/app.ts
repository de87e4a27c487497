import { z } from 'zod'
import { failure } from '../errors.ts'
import { viewNames } from '../views.ts'
import { id, ms } from './basics.ts'

/**
 * Where secrets are kept. `checking`: it has not answered yet. `memory`: by the person's explicit choice, until the app quits. Any
 * other word than these and `keychain`: the keychain can't be used, and nothing can be linked until it can or the person chooses memory.
 */
export const keychainStatus = z.object({
  state: z.enum(['checking', 'keychain', 'memory', 'unavailable', 'locked', 'denied', 'timeout']),
})
export type KeychainStatus = z.infer<typeof keychainStatus>

/** The computer's clock against an institution's, once that is more than a minute off. */
export const clockStatus = z.object({
  /** How far the institution's clock is ahead, milliseconds; null while nothing is wrong. */
  offsetMs: ms.nullable(),
  /** Whose clock it was. */
  host: z.string().max(253).nullable(),
})
export type ClockStatus = z.infer<typeof clockStatus>

/** A copy of the database that can be put back. */
export const backup = z.object({
  atMs: ms,
  /** How many connections are in it. */
  connections: z.int(),
})
export type Backup = z.infer<typeof backup>

/** What a look at every page of the database found. */
export const databaseReport = z.object({
  isSound: z.boolean(),
  /** How many faults, at most twenty. */
  faults: z.int(),
  bytes: z.int(),
  durationMs: z.int(),
  lastBackup: backup.nullable(),
})
export type DatabaseReport = z.infer<typeof databaseReport>

export const appStatus = z.object({
  version: z.string(),
  platform: z.enum(['darwin', 'win32', 'linux']),
  /** Why the app could not open its data; then every other call but `app.open` fails with the same. */
  problem: failure.nullable(),
  /** The copy that can be put back for it. */
  backup: backup.nullable(),
})
export type AppStatus = z.infer<typeof appStatus>

/** What the person chose for the app. */
export const preferences = z.object({
  /** No notifications of the system; the window still tells everything. */
  quiet: z.boolean(),
  /** CSV files begin without a byte order mark, which only Excel needs. */
  csvWithoutMark: z.boolean(),
  /** Look for newer versions. */
  updates: z.boolean(),
  /** Where they are announced: an https address; null for the one that came with the app, if one did. */
  updateFeed: z.string().trim().max(500).nullable(),
})
export type Preferences = z.infer<typeof preferences>

/** What links open with: the full path of a program, or null for the system's browser. */
export const browserChoice = z.object({ program: z.string().nullable() })
export type BrowserChoice = z.infer<typeof browserChoice>

/** What the app found when it looked at itself and what it stands on. The window says what each means and what to do. */
export const health = z.object({
  atMs: ms,
  keychain: keychainStatus,
  /** Whether an answer sent to an address of this computer arrives, by address family. */
  loopback: z.object({ ipv4: z.boolean(), ipv6: z.boolean() }),
  /** The program that the system opens addresses with; null when it names none. */
  browserName: z.string().nullable(),
  network: z.object({
    isOnline: z.boolean(),
    /** Through which proxy the institutions are reached: an entry for each, and one for those that are reached directly. */
    proxies: z.array(
      z.object({
        /** Host and port, without credentials; null for no proxy. */
        host: z.string().nullable(),
        /** False for a SOCKS proxy. */
        isUsable: z.boolean(),
        /** Their names, some where there are many. */
        institutions: z.array(z.string()),
        count: z.int(),
      }),
    ),
    /** A certificate authority is trusted besides the system's. */
    hasExtraCa: z.boolean(),
  }),
  clock: clockStatus,
  database: databaseReport,
  /** How many secrets the keychain keeps whose registration or institution is not in the database. */
  unknownSecrets: z.int(),
  versions: z.record(z.string(), z.string()),
})
export type Health = z.infer<typeof health>

/** What the person asked for outside the page: in the system's menu, or by a `mooring://` address. */
export const asked = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('room'), view: z.enum(viewNames) }),
  z.object({ kind: z.literal('connection'), id }),
])
export type OpenRequest = z.infer<typeof asked>
