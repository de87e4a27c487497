import { z } from 'zod'
import { account } from './models/account.ts'
import { activity } from './models/activity.ts'
import {
  appStatus,
  openRequest,
  clockStatus,
  databaseReport,
  health,
  keychainStatus,
  browserChoice,
  preferences,
} from './models/app.ts'
import { connection, connectionSummary, label, listCursor } from './models/connection.ts'
import { institution, institutionInput } from './models/institution.ts'
import { linkProgress, linkFlow } from './models/link.ts'
import { registration, registrationInput } from './models/registration.ts'
import { transactionsPage } from './models/transaction.ts'
import { updateStatus } from './models/updates.ts'
import { failure } from './errors.ts'

const nothing = z.object({})
const byId = z.object({ id: z.string().min(1).max(64) })
const several = z.array(byId.shape.id).min(1).max(20_000)

const ofAccount = z.object({
  connectionId: byId.shape.id,
  accountKey: account.shape.key,
  /** How far back. */
  days: z.int().min(1).max(730),
})
const fileFormat = z.enum(['csv', 'json'])
/** Whether a file was written: not where the user chose none. */
const saved = z.object({
  saved: z.boolean(),
  /** Something that belongs into the file is missing in it; its name says so, too. */
  isPartial: z.boolean().optional(),
})

/** Every call the window can make: `noun.verb`, one object in, one model out. serve.ts parses both ways. */
export const methods = {
  'app.status': { input: nothing, output: appStatus },
  /**
   * Opens the data that could not be opened at the start: once more as they are, from the last good copy, or anew. What is damaged is
   * set aside, never deleted.
   */
  'app.open': { input: z.object({ from: z.enum(['file', 'backup', 'nothing']) }), output: appStatus },

  /** Looks at every page of the database. */
  'database.check': { input: nothing, output: databaseReport },

  'clock.status': { input: nothing, output: clockStatus },

  'keychain.status': { input: nothing, output: keychainStatus },
  'keychain.retry': { input: nothing, output: keychainStatus },
  'keychain.useMemory': { input: nothing, output: keychainStatus },

  'registrations.list': { input: nothing, output: z.array(registration) },
  'registrations.add': { input: registrationInput, output: registration },
  'registrations.update': { input: registrationInput.extend(byId.shape), output: registration },
  'registrations.remove': { input: byId, output: nothing },

  'institutions.list': { input: nothing, output: z.array(institution) },
  'institutions.add': { input: institutionInput, output: institution },
  /** Consents that were given before last as long as those to come: from their own day. */
  'institutions.change': {
    input: byId.extend({ name: institution.shape.name, consentDays: z.int().min(1).max(3650) }),
    output: institution,
  },
  'institutions.remove': { input: byId, output: nothing },

  /** Makes the built-in sandbox ready (its registration, its institution, its server) and names the institution to link. */
  'sandbox.prepare': { input: nothing, output: institution },

  /** Starts a link, or with `connectionId` a relink; answers at once, `link.progress` tells the rest. */
  'links.start': {
    input: z.object({
      institutionId: z.string(),
      connectionId: z.string().optional(),
      /** Another one than the registration's, for when that has failed. */
      flow: linkFlow.optional(),
    }),
    output: linkProgress,
  },
  'links.list': { input: nothing, output: z.array(linkProgress) },
  'links.cancel': { input: byId, output: nothing },
  /** Opens the system browser once more. */
  'links.reopen': { input: byId, output: nothing },
  /** Puts an address for another browser on the clipboard; it never enters the window. */
  'links.copy': { input: byId, output: nothing },
  /** The address that the browser ended at, brought by the person. */
  'links.paste': { input: byId.extend({ text: z.string().max(8000) }), output: nothing },

  /** In the order in which they were linked, a page at a time: `next` is what the following page is asked `after`. */
  'connections.list': {
    input: z.object({ after: listCursor.nullable(), limit: z.int().min(1).max(1000) }),
    output: z.object({ connections: z.array(connectionSummary), next: listCursor.nullable() }),
  },
  /** One with all that is known of it. */
  'connections.read': { input: byId, output: connection },
  /** Gives several the same label, or none. */
  'connections.label': { input: z.object({ ids: several, label }), output: nothing },
  'connections.refresh': { input: byId, output: connectionSummary },
  'connections.revoke': { input: byId, output: connectionSummary },
  /** Several at once: all of them, or, if one can't be, none. */
  'connections.revokeSeveral': {
    input: z.object({ ids: several }),
    output: z.array(connectionSummary),
  },
  'connections.undoRevoke': { input: byId, output: connectionSummary },
  /** Tries a pending revocation again now. */
  'connections.retryRevoke': { input: byId, output: connectionSummary },
  /** Removes it: access that still works is revoked first, and the row goes once that is confirmed. */
  'connections.forget': { input: byId, output: nothing },

  'activity.list': {
    input: z.object({
      connectionId: z.string().optional(),
      limit: z.int().min(1).max(1000).default(200),
      /** Only lines that are older than this one. */
      beforeId: z.int().optional(),
    }),
    output: z.array(activity),
  },
  /** Writes it, of one connection or of all, into a file that the person chooses. */
  'activity.export': {
    input: z.object({ connectionId: z.string().optional(), format: fileFormat }),
    output: saved,
  },

  /** The newest transactions of an account, read from the institution; they are not kept. */
  'transactions.read': { input: ofAccount, output: transactionsPage },
  /** The page after one that was read. */
  'transactions.more': { input: byId, output: transactionsPage },
  /** Reads all of them and writes them into a file that the person chooses. */
  'transactions.export': { input: ofAccount.extend({ format: fileFormat }), output: saved },
  /** Writes a connection's accounts into a file that the person chooses. */
  'accounts.export': { input: byId.extend({ format: fileFormat }), output: saved },

  /** Shows the file that was written last in the system's file manager. */
  'files.show': { input: nothing, output: nothing },

  /** The app looks at itself: keychain, loopback, network, clock, database. Nothing is sent anywhere. */
  'health.check': { input: nothing, output: health },
  /** Opens a page of the app's own in the system browser; true once the browser has fetched it. */
  'health.tryBrowser': { input: nothing, output: z.object({ arrived: z.boolean() }) },
  /** Writes what support needs, and nothing secret, into an archive that the person chooses. */
  'health.export': { input: nothing, output: saved },

  /** The menu command or deep link that waits for the window, if any. Returns it once. */
  'openRequest.take': { input: nothing, output: z.object({ request: openRequest.nullable() }) },

  'browser.read': { input: nothing, output: browserChoice },
  /** Asks the person for a program, in the system's own dialog. */
  'browser.choose': { input: nothing, output: browserChoice },
  'browser.useSystem': { input: nothing, output: browserChoice },

  'preferences.read': { input: nothing, output: preferences },
  'preferences.change': { input: preferences, output: preferences },

  'updates.status': { input: nothing, output: updateStatus },
  /** Looks now; what is newer is then downloaded in the background, and `updates.changed` tells the rest. */
  'updates.look': { input: nothing, output: updateStatus },
  /** Quits, installs what is ready and starts it. */
  'updates.install': { input: nothing, output: nothing },

  /** Copies plain text, such as a redirect URI to register. */
  'clipboard.copy': { input: z.object({ text: z.string().max(2000) }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type Method = keyof typeof methods
export type Input<M extends Method> = z.input<(typeof methods)[M]['input']>
export type ParsedInput<M extends Method> = z.output<(typeof methods)[M]['input']>
export type Output<M extends Method> = z.output<(typeof methods)[M]['output']>

/** One function a method: a missing or unknown one does not compile. */
export type Handlers = { [M in Method]: (input: ParsedInput<M>) => Promise<Output<M>> | Output<M> }

/** What the window is told without asking: each states what is now true. */
export const events = {
  'connection.changed': connectionSummary,
  'connection.removed': byId,
  'link.progress': linkProgress,
  'keychain.changed': keychainStatus,
  /** A menu command or a deep link. */
  'openRequest.received': openRequest,
  'clock.changed': clockStatus,
  'updates.changed': updateStatus,
} as const satisfies Record<string, z.ZodType>

export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>

/** The envelope of every answer. Only an error's message survives Electron's own `invoke`, so failures travel as values. */
export const envelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: failure }),
])
export type Envelope = z.infer<typeof envelope>

/** What preload.ts puts on the page as `window.mooring`. */
export interface MooringApi {
  call(method: string, input: unknown): Promise<Envelope>
  on(event: string, listener: (payload: unknown) => void): () => void
}
