import { z } from 'zod'
import { failure } from '../errors.ts'
import { viewNames } from '../views.ts'
import { themes } from '../themes.ts'
import { id, ms } from './basics.ts'
import { hours } from './hours.ts'
import { receiptsReport } from './consent-receipt.ts'
import { disclosureWords } from './disclosure.ts'

/**
 * Where secrets are stored. `checking`: the keychain has not answered yet. `memory`: by the user's explicit choice, until the app
 * quits. With any value other than these and `keychain`, nothing can be linked until the keychain works or the user chooses memory.
 */
export const keychainStatus = z.object({
  state: z.enum(['checking', 'keychain', 'memory', 'unavailable', 'locked', 'denied', 'timeout']),
  /** A call has waited for two seconds: the keychain is probably asking the user something in a window of its own. */
  isAsking: z.boolean().optional(),
})
export type KeychainStatus = z.infer<typeof keychainStatus>

/** How wrong the computer's clock is, compared with an institution's. Differences under a minute are ignored. */
export const clockStatus = z.object({
  /** How far the institution's clock is ahead, in milliseconds; null while the clock is right. */
  offsetMs: ms.nullable(),
  /** The institution's host. */
  host: z.string().max(253).nullable(),
})
export type ClockStatus = z.infer<typeof clockStatus>

/** A backup of the database that can be restored. */
export const backup = z.object({
  atMs: ms,
  /** Number of connections in it. */
  connections: z.int(),
})
export type Backup = z.infer<typeof backup>

/** The result of checking every page of the database. */
export const databaseReport = z.object({
  isSound: z.boolean(),
  /** Number of errors, at most twenty. */
  faults: z.int(),
  bytes: z.int(),
  durationMs: z.int(),
  lastBackup: backup.nullable(),
})
export type DatabaseReport = z.infer<typeof databaseReport>

export const appStatus = z.object({
  version: z.string(),
  platform: z.enum(['darwin', 'win32', 'linux']),
  /** Why the data could not be opened. Every call except `app.open` then fails with the same. */
  problem: failure.nullable(),
  /** Why the data can only be read: `disk_full` or `data_unwritable`. Every call that changes something fails with the same. */
  readOnly: failure.nullable(),
  /** The backup that can be restored instead. */
  backup: backup.nullable(),
})
export type AppStatus = z.infer<typeof appStatus>

export type Theme = (typeof themes)[number]

/**
 * Whether the system starts Mooring when the user logs in. `blocked`: it is on, and the system's own settings forbid it. `unavailable`:
 * only an installed app can be started.
 */
const loginState = z.enum(['off', 'on', 'blocked', 'unavailable'])
export type LoginState = z.infer<typeof loginState>

/** What Mooring can do without its window on this system. */
export const background = z.object({
  /** The system shows an icon by which it is opened. Without one, closing the window quits. */
  hasTray: z.boolean(),
  login: loginState,
})
export type Background = z.infer<typeof background>

/** The user's settings. */
export const preferences = z.object({
  /** No system notifications. */
  quiet: z.boolean(),
  /** Unless `quiet`: notify of a consent that expires, of what is broken until the user acts, and of a planned refresh that failed. */
  notifyConsent: z.boolean(),
  notifyBroken: z.boolean(),
  notifyRetry: z.boolean(),
  /** Notifications wait for the end of these hours, in the computer's time zone; null for none. */
  quietHours: hours.nullable(),
  theme: z.enum(themes),
  /** Closing the window hides it, and the app goes on. */
  keepsRunning: z.boolean(),
  /** Programs on this computer may ask to use connections. */
  areScriptsOn: z.boolean(),
  /** CSV files begin without a byte order mark, which only Excel needs. */
  csvWithoutMark: z.boolean(),
  /** Check for updates. */
  updates: z.boolean(),
  /** The update feed, an https address; null for the built-in one, if any. */
  updateFeed: z.string().trim().max(500).nullable(),
  /** The organization's own words in the disclosure before a link. */
  disclosure: disclosureWords,
})
export type Preferences = z.infer<typeof preferences>

/** The program that opens links, as a full path; null for the system's browser. */
export const browserChoice = z.object({ program: z.string().nullable() })
export type BrowserChoice = z.infer<typeof browserChoice>

/** The folder that exports begin in, as a full path; null for the system's. */
export const exportFolder = z.object({ folder: z.string().nullable() })
export type ExportFolder = z.infer<typeof exportFolder>

/** The results of the self-checks. The window explains them. */
export const health = z.object({
  atMs: ms,
  keychain: keychainStatus,
  /** Whether loopback connections work, by address family. */
  loopback: z.object({ ipv4: z.boolean(), ipv6: z.boolean() }),
  /** The system's default browser; null when it has none. */
  browserName: z.string().nullable(),
  network: z.object({
    isOnline: z.boolean(),
    /** The proxies used for the institutions, one entry each, and one entry for direct connections. */
    proxies: z.array(
      z.object({
        /** Host and port, without credentials; null for no proxy. */
        host: z.string().nullable(),
        /** False for a SOCKS proxy. */
        isUsable: z.boolean(),
        /** Names of the institutions reached this way; only the first few of many. */
        institutions: z.array(z.string()),
        /** Number of institutions reached this way. */
        count: z.int(),
      }),
    ),
    /** A certificate authority is trusted in addition to the system's. */
    hasExtraCa: z.boolean(),
  }),
  clock: clockStatus,
  database: databaseReport,
  receipts: receiptsReport,
  /** Number of secrets in the keychain whose registration or institution is not in the database. */
  unknownSecrets: z.int(),
  versions: z.record(z.string(), z.string()),
})
export type Health = z.infer<typeof health>

/** What the user asked the window to show, with a menu command, a notification or a deep link (`mooring://`). */
export const openRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('view'), view: z.enum(viewNames) }),
  z.object({ kind: z.literal('connection'), id }),
  z.object({ kind: z.literal('registration'), id }),
  z.object({ kind: z.literal('dataset'), id }),
])
export type OpenRequest = z.infer<typeof openRequest>
