import { z } from 'zod'
import { errorCodes } from './errors.ts'
import { localErrorCodes, localErrorKinds, scriptLevels, type LocalMethod } from './local-protocol.ts'
import { day, id, ms } from './models/basics.ts'
import { permissions } from './models/connection.ts'

/**
 * What scripts and tools can call: a second contract, apart from the window's, so that nothing becomes reachable by accident. Both sides
 * parse with it. Fields are only added. Times are RFC 3339 in UTC, days plain, amounts decimal text.
 */

/** `run/local.json`: where the app listens. It is there while the app runs; with `isOff` while scripts are switched off. */
export const localFileContent = z.union([
  z.object({ protocol: z.int(), version: z.string(), isOff: z.literal(true), pid: z.int() }),
  z.object({
    protocol: z.int(),
    version: z.string(),
    /** Path of a socket, or name of a pipe. */
    address: z.string().min(1),
    /** base64url of 32 bytes. */
    key: z.string().length(43),
    pid: z.int(),
  }),
])
export type LocalFileContent = z.infer<typeof localFileContent>

const localError = z.object({
  code: z.enum([...localErrorCodes, ...errorCodes]),
  /** One sentence in English. */
  message: z.string(),
  kind: z.enum(localErrorKinds),
  /** Milliseconds UTC. */
  retryAtMs: ms.optional(),
})
export type LocalError = z.infer<typeof localError>

export const localFailure = z.object({ error: localError })

const utc = z.iso.datetime()
const nothing = z.object({})
/** An id, the beginning of one (6 characters or more), a label, an institution, or `institution/login`. Upper and lower case are alike. */
const reference = z.string().min(1).max(400)
/** Empty: every connection that the client may use. */
const references = z.array(reference).max(1000).default([])
const level = z.enum(scriptLevels)

const consent = z.object({ connectionId: id, level, until: utc })

const client = z.object({
  id,
  /** What it calls itself. */
  name: z.string(),
  folder: z.string(),
  firstSeenAt: utc,
  lastUsedAt: utc.nullable(),
  uses: z.int(),
  consents: z.array(consent),
})

const listed = z.object({
  id,
  institution: z.string(),
  /** The login, as the institution names it. */
  login: z.string(),
  labels: z.array(z.string()),
  status: z.string(),
  /** Money is real only in `production`. */
  environment: z.enum(['sandbox', 'production', 'other']),
  consentEndsAt: utc,
  lastReadAt: utc.nullable(),
  needsAttention: z.boolean(),
})

const shown = listed.extend({
  permissions: z.array(z.enum(permissions)),
  accounts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** The last characters of its number. */
      mask: z.string().nullable(),
      category: z.string(),
      type: z.string().nullable(),
      currency: z.string().nullable(),
    }),
  ),
  /** The entries of the chain of consent receipts. */
  receipts: z.array(z.object({ kind: z.string(), at: utc, hash: z.string() })),
})

const run = z.object({
  datasetId: id,
  dataset: z.string(),
  /** A run is under way. */
  isRunning: z.boolean(),
  startedAt: utc.nullable(),
  endedAt: utc.nullable(),
  /** Of the last run that ended; null before the first. */
  outcome: z.enum(['complete', 'partial', 'failed', 'cancelled']).nullable(),
  inserted: z.int(),
  updated: z.int(),
  error: localError.optional(),
})

/** Each method of `local-protocol.ts` that answers with one JSON object. The answer has `schema` beside these. */
export const localMethods = {
  'app.status': {
    input: nothing,
    output: z.object({
      version: z.string(),
      keychain: z.enum(['available', 'locked', 'unavailable']),
      waitingConsents: z.int(),
      isWindowOpen: z.boolean(),
    }),
  },
  /** Shows the window, and a connection in it. Says nothing of whether there is one. */
  'window.open': { input: z.object({ connection: reference.optional() }), output: nothing },
  /** Shows the window with the question whether to revoke. Revokes nothing. */
  'window.revoke': { input: z.object({ connections: references }), output: nothing },
  /** The client's own entry, or none. */
  'clients.list': { input: nothing, output: z.object({ clients: z.array(client) }) },
  /** Ends the client itself, for good. */
  'clients.remove': { input: nothing, output: nothing },
  'consent.request': {
    input: z.object({ level, connections: references, untilMs: ms.optional() }),
    output: z.object({ consents: z.array(consent) }),
  },
  'connections.list': {
    input: z.object({
      needsAttention: z.boolean().optional(),
      institution: z.string().max(200).optional(),
      label: z.string().max(200).optional(),
    }),
    output: z.object({ connections: z.array(listed) }),
  },
  'connections.show': { input: z.object({ connection: reference }), output: z.object({ connection: shown }) },
  'datasets.run': {
    input: z.object({ dataset: z.string().max(200).optional(), wait: z.boolean().default(false) }),
    output: z.object({
      runs: z.array(run),
      /** How many datasets were not run, because the client may not use one of their connections. */
      leftOut: z.int().min(0),
    }),
  },
  'datasets.status': { input: nothing, output: z.object({ runs: z.array(run) }) },
  'connections.refresh': {
    input: z.object({ connections: references }),
    output: z.object({ results: z.array(z.object({ connectionId: id, error: localError.optional() })) }),
  },
  'token.read': {
    input: z.object({ connection: reference, minTtlMs: ms.min(0).optional() }),
    output: z.object({
      connectionId: id,
      accessToken: z.string(),
      /** When it expires; null where the institution does not say. */
      expiresOn: utc.nullable(),
      tokenType: z.literal('Bearer'),
    }),
  },
} as const satisfies Partial<Record<LocalMethod, { input: z.ZodType; output: z.ZodType }>>

/** The methods that answer with rows, as JSON lines: `rowsHead`, an object a row, and last `rowsEnd` or `localFailure`. */
export const localRowMethods = {
  'accounts.read': { input: z.object({ connections: references }) },
  'transactions.read': {
    input: z.object({
      connections: references,
      /** The id of an account, the end of its number, or its name. */
      account: z.string().min(1).max(200).optional(),
      since: day.optional(),
      until: day.optional(),
    }),
  },
  'holdings.read': { input: z.object({ connections: references }) },
} as const satisfies Partial<Record<LocalMethod, { input: z.ZodType }>>

/** The one method that answers with what the institution sent. */
export const localFetch = {
  'token.fetch': {
    input: z.object({
      connection: reference,
      /** A path at the connection's data host, or an https address at a host of the connection. */
      path: z.string().min(1).max(8000),
      headers: z.record(z.string().max(100), z.string().max(4000)).default({}),
    }),
  },
} as const satisfies Partial<Record<LocalMethod, { input: z.ZodType }>>

/** The first line of an answer with rows. The kinds are those of `electron/main/tables/columns.ts`. */
export const rowsHead = z.object({
  schema: z.string(),
  columns: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['value', 'count', 'decimal', 'flag', 'day', 'utc', 'text', 'id', 'mask']),
    }),
  ),
})

/** The last line of an answer with rows. An answer without it was cut. */
export const rowsEnd = z.object({
  end: z.object({
    rows: z.int(),
    isPartial: z.boolean(),
    /** What could not be read. */
    missing: z.array(
      z.object({
        connectionId: id,
        /** The id of the account; absent for a whole connection. */
        accountId: z.string().optional(),
        error: localError,
      }),
    ),
    /** Accounts that have no such data to read: nothing is missing. Absent if there are none. */
    none: z.array(z.object({ connectionId: id, accountId: z.string(), error: localError })).optional(),
  }),
})

export type LocalJsonMethod = keyof typeof localMethods
export type LocalRowMethod = keyof typeof localRowMethods
export type LocalInput<M extends LocalJsonMethod> = z.output<(typeof localMethods)[M]['input']>
export type LocalOutput<M extends LocalJsonMethod> = z.output<(typeof localMethods)[M]['output']>
export type LocalRowInput<M extends LocalRowMethod> = z.output<(typeof localRowMethods)[M]['input']>
