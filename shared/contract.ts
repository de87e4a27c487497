import { z } from 'zod'
import { account } from './models/account.ts'
import { activity, activityFilter } from './models/activity.ts'
import {
  appStatus,
  background,
  openRequest,
  clockStatus,
  databaseReport,
  health,
  keychainStatus,
  browserChoice,
  exportFolder,
  preferences,
} from './models/app.ts'
import { bulkRefresh } from './models/bulk-refresh.ts'
import { connection, connectionSummary, labels, listCursor } from './models/connection.ts'
import {
  accountAnswer,
  accountQuestion,
  connectionData,
  coverage,
  dataset,
  datasetDraft,
  runResult,
  totalOverTime,
} from './models/dataset.ts'
import { disclosure } from './models/disclosure.ts'
import { exportFormats, exportScope, namedAccounts, period } from './models/export.ts'
import { accountDocument, documentKind, documentList } from './models/document.ts'
import { accountNumberList } from './models/account-number.ts'
import { holding, holdingList, taxLotList } from './models/holding.ts'
import { institution, institutionInput, serverFacts } from './models/institution.ts'
import { linkProgress, linkFlow } from './models/link.ts'
import { listSettings } from './models/list.ts'
import { owner } from './models/owner.ts'
import {
  certificateFacts,
  certificateOffer,
  issuerReport,
  registration,
  registrationInput,
} from './models/registration.ts'
import { relink, setupPreview } from './models/setup.ts'
import { scriptCommand, scriptConsent, scripts } from './models/script.ts'
import { policyTarget, refreshPolicy, setPolicy } from './models/refresh-policy.ts'
import { teamFiles, teamInput, teamTarget, teamTest } from './models/team.ts'
import { transactionsPage } from './models/transaction.ts'
import { unclaimedLink } from './models/unclaimed-link.ts'
import { updateStatus } from './models/updates.ts'
import { failure } from './errors.ts'

const nothing = z.object({})
const byId = z.object({ id: z.string().min(1).max(64) })
const several = z.array(byId.shape.id).min(1)
const bulkRun = z.object({ run: bulkRefresh.nullable() })

const ofAccount = z.object({
  connectionId: byId.shape.id,
  accountKey: account.shape.key,
  ...period.shape,
})
const oneAccount = ofAccount.pick({ connectionId: true, accountKey: true })
/** A file to write. The id, which the window chooses, names the export in its progress and cancels it. */
const file = z.object({ format: z.enum(['csv', 'json']), exportId: byId.shape.id })
/** Whether a file was written: not if the user chose none. */
const saved = z.object({
  saved: z.boolean(),
  /** Something is missing in the file; its name says so, too. */
  isPartial: z.boolean().optional(),
})
/** What to write, and into what. */
const dataFile = z.object({
  scope: exportScope,
  format: z.enum(exportFormats),
  exportId: byId.shape.id,
})
const savedData = saved.extend({
  /** The accounts that could not be read, which the file lacks. */
  missing: namedAccounts.optional(),
  /** The accounts that have no transactions to read. The file lacks nothing of them. */
  none: namedAccounts.optional(),
})

/** Every call of the window: `noun.verb`, one object in, one model out. serve.ts parses both. */
export const methods = {
  'app.status': { input: nothing, output: appStatus },
  /**
   * Opens data that could not be opened at the start: the same file again, the last good copy, or a new database. A damaged file is set
   * aside, never deleted.
   */
  'app.open': { input: z.object({ from: z.enum(['file', 'backup', 'nothing']) }), output: appStatus },

  /** Checks every page of the database. */
  'database.check': { input: nothing, output: databaseReport },

  'clock.status': { input: nothing, output: clockStatus },

  'keychain.status': { input: nothing, output: keychainStatus },
  'keychain.retry': { input: nothing, output: keychainStatus },
  'keychain.useMemory': { input: nothing, output: keychainStatus },

  'registrations.list': { input: nothing, output: z.array(registration) },
  'registrations.add': { input: registrationInput, output: registration },
  'registrations.update': { input: registrationInput.extend(byId.shape), output: registration },
  'registrations.remove': { input: byId, output: nothing },
  /** Reads an issuer's metadata and says what the server supports. Sends nothing of the registration. */
  'registrations.testIssuer': { input: z.object({ issuer: z.string().max(500) }), output: issuerReport },

  /** Lets the user choose a PKCS #12 or PEM file with a client certificate and its key. The window never gets either. */
  'certificates.choose': { input: nothing, output: z.object({ offer: certificateOffer.nullable() }) },
  /** The same, pasted as PEM. */
  'certificates.paste': { input: z.object({ text: z.string().max(200_000) }), output: certificateOffer },
  /** Reads the certificate that was offered. Stores nothing: a registration that is saved with its id does. */
  'certificates.read': {
    input: byId.extend({ password: z.string().max(1000) }),
    output: certificateFacts,
  },
  /** Forgets a certificate that was offered and not saved. */
  'certificates.drop': { input: nothing, output: nothing },

  /** Sets a registration's service credentials at its hub; an empty client ID removes them. The built-in sandbox makes its own. */
  'hub.change': {
    input: byId.extend({
      clientId: z.string().trim().max(500),
      clientSecret: z.string().max(4000),
      appId: z.string().trim().max(200),
    }),
    output: registration,
  },
  /** Adds the connectors that the app is subscribed to at the hub. */
  'hub.addConnectors': { input: byId, output: z.object({ added: z.int(), known: z.int() }) },

  'institutions.list': { input: nothing, output: z.array(institution) },
  'institutions.add': { input: institutionInput, output: institution },
  /** Adds those that the registration does not have yet, all in one transaction. */
  'institutions.addSeveral': {
    input: z.object({
      registrationId: byId.shape.id,
      institutions: z
        .array(
          z.object({ connector: institutionInput.shape.connector.unwrap(), name: institution.shape.name }),
        )
        .min(1)
        .max(20_000),
    }),
    output: z.object({ added: z.int(), known: z.int() }),
  },
  /** A changed duration applies to existing consents too, from the day they were given. */
  'institutions.change': {
    input: byId.extend({ name: institution.shape.name, consentDays: z.int().min(1).max(3650) }),
    output: institution,
  },
  /** What the institution's server says about itself. Reads its metadata, if they are not known. */
  'institutions.describe': { input: byId, output: serverFacts },
  'institutions.remove': { input: byId, output: nothing },

  /** Prepares the built-in sandbox (its registration, its institution, its server) and returns the institution to link. */
  'sandbox.prepare': { input: nothing, output: institution },

  /** The disclosure to show before a link (12 CFR 1033.411). */
  'links.disclose': { input: z.object({ institutionId: z.string() }), output: disclosure },
  /** Starts a link, or with `connectionId` a relink. Returns at once; `link.progress` reports the rest. */
  'links.start': {
    input: z.object({
      institutionId: z.string(),
      connectionId: z.string().optional(),
      /** What the user calls the login, where the institution does not say who signed in. */
      loginName: z.string().trim().min(1).max(200).optional(),
      /** Overrides the registration's redirect mode after a failure. */
      flow: linkFlow.optional(),
      /** The disclosure that the user has read. Absent: it is shown while the browser opens. */
      seen: disclosure.pick({ atMs: true, hash: true }).optional(),
    }),
    output: linkProgress,
  },
  'links.list': { input: nothing, output: z.array(linkProgress) },
  'links.cancel': { input: byId, output: nothing },
  /** Opens the system browser again. */
  'links.reopen': { input: byId, output: nothing },
  /** Copies an address for another browser to the clipboard; it never enters the window. */
  'links.copy': { input: byId, output: nothing },
  /** The address that the browser ended at, pasted by the user. */
  'links.paste': { input: byId.extend({ text: z.string().max(8000) }), output: nothing },

  /** In the order in which they were linked, a page at a time. `next` is the `after` of the next page. */
  'connections.list': {
    input: z.object({ after: listCursor.nullable(), limit: z.int().min(1).max(1000) }),
    output: z.object({ connections: z.array(connectionSummary), next: listCursor.nullable() }),
  },
  /** How the list was arranged last, its columns and the saved views. */
  'list.read': { input: nothing, output: listSettings },
  'list.change': { input: listSettings, output: nothing },
  /** One connection, with all details. */
  'connections.read': { input: byId, output: connection },
  /** Adds labels to connections and removes others. The labels that are not named stay. */
  'connections.label': { input: z.object({ ids: several, add: labels, remove: labels }), output: nothing },
  /** The refresh policies of all labels and institutions, and of these connections. */
  'policies.list': {
    input: z.object({ connectionIds: z.array(byId.shape.id).max(1000) }),
    output: z.array(setPolicy),
  },
  /** Sets a refresh policy for each of these, or removes it. */
  'policies.change': {
    input: z.object({ targets: z.array(policyTarget).min(1).max(1000), policy: refreshPolicy.nullable() }),
    output: nothing,
  },
  'connections.refresh': { input: byId, output: connectionSummary },
  /** Refreshes several. Returns at once; `bulk.progress` reports the rest. While such a run is under way, no other begins. */
  'refreshes.start': { input: z.object({ ids: several }), output: bulkRun },
  /** The run under way, or the last one until it is dismissed. */
  'refreshes.read': { input: nothing, output: bulkRun },
  /** Starts no further refresh. Those under way finish. */
  'refreshes.cancel': { input: nothing, output: nothing },
  'refreshes.dismiss': { input: nothing, output: nothing },
  'connections.revoke': { input: byId, output: connectionSummary },
  /** All of them, or none if one can't be revoked. `total` counts those of further calls, too: Undo lasts longer for many. */
  'connections.revokeSeveral': {
    input: z.object({ ids: several, total: z.int().min(1) }),
    output: z.array(connectionSummary),
  },
  'connections.undoRevoke': { input: byId, output: connectionSummary },
  /** Undoes all of them that are not sent yet. */
  'connections.undoSeveral': { input: z.object({ ids: several }), output: nothing },
  /** Retries a pending revocation now. */
  'connections.retryRevoke': { input: byId, output: connectionSummary },
  /** Opens the institution's own page to end access, where it is known. */
  'connections.openSettings': { input: byId, output: nothing },
  /** Removes a connection. Access that still works is revoked first, and the connection is removed once that is confirmed. */
  'connections.remove': { input: byId, output: nothing },

  /** Links that were made after the backup that was restored. */
  'unclaimed.list': { input: nothing, output: z.array(unclaimedLink) },
  /** Makes the connection of such a link anew. One refresh tells whose login it is. */
  'unclaimed.takeBack': { input: byId, output: connectionSummary },
  /** Ends such a link at its institution. */
  'unclaimed.end': { input: byId, output: nothing },

  'activity.list': {
    input: activityFilter.extend({
      limit: z.int().min(1).max(1000).default(200),
      /** Only older entries. */
      beforeId: z.int().optional(),
    }),
    output: z.array(activity),
  },
  /** Writes the entries that a filter lets through into a file that the user chooses. */
  'activity.export': {
    input: activityFilter.extend(file.shape),
    output: saved,
  },

  /**
   * Writes consent receipts into a file that the user chooses: of one connection, also of one that was removed, or of all. HTML is for
   * reading and printing, JSON for programs, with FDX's names.
   */
  'receipts.export': {
    input: z.object({ connectionId: byId.shape.id.optional(), format: z.enum(['html', 'json']) }),
    output: saved,
  },

  /** The newest transactions of an account, read from the institution; they are not stored. */
  'transactions.read': { input: ofAccount, output: transactionsPage },
  /** The page after one that was read. */
  'transactions.more': { input: byId, output: transactionsPage },
  /** Reads all transactions of a period and writes them into a file that the user chooses. */
  'transactions.export': { input: dataFile.extend(period.shape), output: savedData },
  /** The holdings of an account, read from the institution; they are not stored. */
  'holdings.read': { input: oneAccount, output: holdingList },
  /** The tax lots of a holding that came without them. */
  'holdings.taxLots': {
    input: oneAccount.extend({ holdingId: z.string().min(1), currency: holding.shape.currency }),
    output: taxLotList,
  },
  /** Reads all holdings and writes them into a file that the user chooses. */
  'holdings.export': { input: oneAccount.extend(file.shape), output: saved },
  /** Reads the tax lots of all holdings and writes them into a file that the user chooses. */
  'holdings.exportTaxLots': { input: oneAccount.extend(file.shape), output: saved },
  /** Full account and routing numbers, read from the institution if the registration is set to; they are not stored. */
  'accountNumbers.read': { input: oneAccount, output: accountNumberList },
  /** Name and contact of the login, read from the institution; they are not stored. */
  'owner.read': { input: byId, output: z.object({ owner, isPartial: z.boolean() }) },
  /** Reads them and writes them into a file that the user chooses. */
  'owner.export': { input: byId.extend(file.shape), output: saved },
  /** The statements or tax forms of an account and a year. */
  'documents.list': {
    input: oneAccount.extend({ kind: documentKind, year: z.int().min(2000).max(2100) }),
    output: documentList,
  },
  /** Downloads one into a PDF file that the user chooses. `date` is its day, else its year, for the name. */
  'documents.save': {
    input: oneAccount.extend({
      kind: documentKind,
      documentId: accountDocument.shape.id.unwrap().min(1),
      date: z
        .string()
        .regex(/^\d{4}(-\d{2}-\d{2})?$/)
        .nullable(),
      exportId: byId.shape.id,
    }),
    output: saved,
  },
  /** The accounts of several connections, in each institution's order. A connection that no longer exists has none. */
  'accounts.list': {
    input: z.object({ connectionIds: z.array(byId.shape.id).min(1).max(200) }),
    output: z.array(z.object({ connectionId: byId.shape.id, accounts: z.array(account) })),
  },
  /** Writes accounts, as last read, into a file that the user chooses. */
  'accounts.export': { input: dataFile, output: savedData },

  /** Stops writing a file, and deletes what was written. */
  'exports.cancel': { input: byId, output: nothing },
  /** Shows the last written file in the system's file manager. */
  'files.show': { input: nothing, output: nothing },

  'datasets.list': { input: nothing, output: z.array(dataset) },
  /** Lets the user choose the file of a new dataset; null when they choose none. The window never names a path. */
  'datasets.choosePlace': {
    input: z.object({ name: datasetDraft.shape.name }),
    output: z.object({
      place: z.object({ id: byId.shape.id, shown: z.string(), isSynced: z.boolean() }).nullable(),
    }),
  },
  /** Adds a dataset at a chosen place, or with null in the folder of Mooring's data. */
  'datasets.add': {
    input: z.object({ draft: datasetDraft, placeId: byId.shape.id.nullable() }),
    output: dataset,
  },
  'datasets.change': { input: byId.extend({ draft: datasetDraft }), output: dataset },
  /** Starts a run and returns at once; `dataset.progress` and `dataset.changed` report the rest. */
  'datasets.run': { input: byId, output: dataset },
  /** Stops the run. What was read before stays, and the next run goes on from there. */
  'datasets.cancel': { input: byId, output: nothing },
  'datasets.pause': { input: byId.extend({ isPaused: z.boolean() }), output: dataset },
  /** Shows the dataset's file in the system's file manager. */
  'datasets.show': { input: byId, output: nothing },
  'datasets.remove': { input: byId.extend({ deletesFiles: z.boolean() }), output: nothing },
  'datasets.coverage': { input: byId, output: z.array(coverage) },
  /** Which of its accounts may be earlier ones under a new id. */
  'datasets.questions': { input: byId, output: z.array(accountQuestion) },
  /** Joins two accounts, or keeps them apart for good. */
  'datasets.answer': { input: byId.extend({ answer: accountAnswer }), output: nothing },
  /** The results of its runs, the newest first. */
  'datasets.runs': { input: byId, output: z.array(runResult) },
  /** What all datasets have of a connection, also of one that was removed. */
  'datasets.ofConnection': { input: z.object({ connectionId: byId.shape.id }), output: connectionData },
  /** All datasets' balances over time, one list of points a currency. An account that is in several counts once. */
  'datasets.totals': { input: nothing, output: z.array(totalOverTime) },
  /** Deletes a connection's data from all datasets and their copies. */
  'datasets.deleteOfConnection': { input: z.object({ connectionId: byId.shape.id }), output: nothing },

  'scripts.read': { input: nothing, output: scripts },
  /** Ends a program: all its consents, and it has to ask anew. */
  'scripts.end': { input: byId, output: nothing },
  'scripts.endConsent': { input: scriptConsent.pick({ id: true }), output: nothing },
  'scripts.endAll': { input: nothing, output: nothing },
  /** Shows the prompt of a request that waits. Only the prompt takes the answer. */
  'scripts.showPrompt': { input: byId, output: nothing },
  'scripts.command': { input: nothing, output: scriptCommand },
  /** Links the command where terminals look. @throws AppError `file_unwritable` */
  'scripts.linkCommand': { input: z.object({ isLinked: z.boolean() }), output: scriptCommand },
  /** Connects to a team's database as entered, and looks for everything that a copy needs. Stores and changes nothing. */
  'team.test': { input: byId.extend({ input: teamInput }), output: teamTest },
  /** Stores how a dataset is copied to a team's database, and begins to copy. */
  'team.save': { input: byId.extend({ input: teamInput }), output: dataset },
  /** Lets the user choose certificates or a key. The window gets no content. */
  'team.chooseFile': {
    input: z.object({ kind: z.enum(teamFiles) }),
    output: z.object({ file: byId.extend({ name: z.string() }).nullable() }),
  },
  /** Forgets what was chosen and not saved. */
  'team.dropFiles': { input: nothing, output: nothing },
  /** Copies or saves the statements that create the tables, or lead from an earlier version of them to the newest. */
  'team.ddl': {
    input: teamTarget
      .pick({ schema: true, user: true })
      .extend({ from: z.int().min(0), how: z.enum(['copy', 'save']) }),
    output: z.object({ isDone: z.boolean() }),
  },
  /** Brings a dataset's copy up to date now. `dataset.changed` reports how it went. */
  'team.copy': { input: byId, output: dataset },
  /** Stops copying, and deletes the rows of this user in the team's database, if wanted. */
  'team.leave': { input: byId.extend({ deletesRows: z.boolean() }), output: dataset },

  /** Writes registrations, institutions, connections and settings, without secrets, into a file for another computer. */
  'setup.export': { input: nothing, output: saved },
  /** Lets the user choose such a file, and says what importing it would do; null when they choose none. */
  'setup.choose': { input: nothing, output: z.object({ preview: setupPreview.nullable() }) },
  /** Imports the chosen file. Replaces nothing. */
  'setup.apply': { input: z.object({ withSettings: z.boolean() }), output: nothing },

  /** The connections of another computer that are still to be linked again. */
  'relinks.list': { input: nothing, output: z.array(relink) },
  /** Takes one off that list. */
  'relinks.remove': { input: byId, output: nothing },

  /** Runs the self-checks: keychain, loopback, network, clock, database. Sends nothing. */
  'health.check': { input: nothing, output: health },
  /** Opens one of the app's own pages in the system browser; true once the browser has fetched it. */
  'health.tryBrowser': { input: nothing, output: z.object({ arrived: z.boolean() }) },
  /** Writes an archive for support, without secrets, into a file that the user chooses. */
  'health.export': { input: nothing, output: saved },

  /** Returns the menu command or deep link waiting for the window, if any, once. */
  'openRequest.take': { input: nothing, output: z.object({ request: openRequest.nullable() }) },

  'browser.read': { input: nothing, output: browserChoice },
  /** Shows the system's dialog to choose a program. */
  'browser.choose': { input: nothing, output: browserChoice },
  'browser.useSystem': { input: nothing, output: browserChoice },

  'exportFolder.read': { input: nothing, output: exportFolder },
  /** Shows the system's dialog to choose a folder. */
  'exportFolder.choose': { input: nothing, output: exportFolder },
  'exportFolder.useSystem': { input: nothing, output: exportFolder },

  'preferences.read': { input: nothing, output: preferences },
  'preferences.change': { input: preferences, output: preferences },

  'background.read': { input: nothing, output: background },
  /** Has the system start Mooring, without its window, when the user logs in. */
  'background.startAtLogin': { input: z.object({ isOn: z.boolean() }), output: background },
  /** Ends the page of a window that is hidden. The page calls it when nothing is open in it. */
  'window.endHidden': { input: nothing, output: nothing },

  'updates.status': { input: nothing, output: updateStatus },
  /** Checks for updates now, then downloads one in the background; `updates.changed` reports the rest. */
  'updates.look': { input: nothing, output: updateStatus },
  /** Quits, installs the downloaded version and starts it. */
  'updates.install': { input: nothing, output: nothing },

  /** Copies plain text, such as a redirect URI to register. */
  'clipboard.copy': { input: z.object({ text: z.string().max(2000) }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type Method = keyof typeof methods
export type Input<M extends Method> = z.input<(typeof methods)[M]['input']>
export type ParsedInput<M extends Method> = z.output<(typeof methods)[M]['input']>
export type Output<M extends Method> = z.output<(typeof methods)[M]['output']>

/** One function a method: a missing or unknown method does not compile. */
export type Handlers = { [M in Method]: (input: ParsedInput<M>) => Promise<Output<M>> | Output<M> }

/** Events for the window. Each contains the new state. */
export const events = {
  'connection.changed': connectionSummary,
  'connection.removed': byId,
  'bulk.progress': bulkRun,
  /** The window was closed and goes on hidden. */
  'window.hidden': nothing,
  'link.progress': linkProgress,
  'keychain.changed': keychainStatus,
  'unclaimed.changed': z.array(unclaimedLink),
  /** The list of connections to link again; how many are left. */
  'relinks.changed': z.object({ count: z.int() }),
  /** A menu command or a deep link. */
  'openRequest.received': openRequest,
  /** How many rows of a file have been written, and how many accounts are still to be read. */
  'export.progress': byId.extend({ rows: z.int(), accountsLeft: z.int() }),
  'dataset.changed': dataset,
  'dataset.removed': byId,
  /** How far a run is: accounts read, all of them, and rows read so far. */
  /** `share`: how much of the next account is read, from 0 to 1. */
  'dataset.progress': byId.extend({
    accounts: z.int(),
    share: z.number(),
    ofAccounts: z.int(),
    rows: z.int(),
  }),
  'clock.changed': clockStatus,
  'updates.changed': updateStatus,
  /** A script client, one of its consents, or what waits for an answer. */
  'scripts.changed': nothing,
} as const satisfies Record<string, z.ZodType>

export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>

/** The envelope of every response. Electron's own `invoke` keeps only an error's message, so failures are sent as values. */
const envelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: failure }),
])
export type Envelope = z.infer<typeof envelope>

/** The API that preload.ts exposes to the page as `window.mooring`. */
export interface MooringApi {
  call(method: string, input: unknown): Promise<Envelope>
  on(event: string, listener: (payload: unknown) => void): () => void
}
