/**
 * The protocol between Mooring and the programs on this computer that use it: what both sides need before a request is parsed. Nothing here
 * needs a library, so that the command stays small. `local.ts` has the shapes.
 */

/** A side that speaks another version is refused. In `local.json` and in the preamble. */
export const localProtocol = 1

/** Below the data folder: where the app listens, and the key that proves who listens. */
export const localFile = { folder: 'run', name: 'local.json' } as const

/**
 * The preamble: fixed lengths, before HTTP/1.1. The client sends `opening` and a nonce; the server a nonce and its proof; the client its own
 * proof. A proof is HMAC-SHA-256 with the key of `local.json` over `proofText`.
 */
export const preamble = { opening: 'MOORING1', nonceBytes: 32, proofBytes: 32, keyBytes: 32 } as const

/** Two labels, so that nobody can hand a side its own proof back. */
export type ProofSide = 'server' | 'client'

/**
 * What comes before the two nonces in the text of a proof: label, 0, address, 0. After it come the client's nonce and the server's. The
 * address keeps a proof for one listener from being used at another.
 */
export function proofText(side: ProofSide, address: string): string {
  return `mooring-local/${localProtocol} ${side}\0${address}\0`
}

/** The length of a client's key. Sent and stored as base64url. */
export const clientKeyBytes = 32

/** Of one request's body. */
export const mostRequestBytes = 64 * 1024

/** The same for all requests. `name` and `folder` are percent-encoded UTF-8. */
export const localHeaders = {
  /** The client's key, base64url. */
  client: 'mooring-client',
  /** What the client says it is called, and the folder that it says it is in. */
  name: 'mooring-name',
  folder: 'mooring-folder',
  /** How many milliseconds the request may wait for the user's answer. Absent or 0: it does not wait, and the question stays in the app. */
  wait: 'mooring-wait',
  /** Of an answer to `token.fetch`: the institution's own HTTP status. */
  status: 'mooring-status',
} as const

/** The most characters of a name and a folder, and the longest wait. */
export const localLimits = { name: 100, folder: 500, waitMs: 10 * 60_000 } as const

/** What a client may be allowed for a connection. Each includes those before it. */
export const scriptLevels = ['list', 'data', 'token'] as const
export type ScriptLevel = (typeof scriptLevels)[number]

/**
 * What each method needs: a level, `client` for a key alone, or nothing.
 */
export const localAccess = {
  'app.status': 'nothing',
  'window.open': 'nothing',
  'window.revoke': 'nothing',
  'clients.list': 'client',
  'clients.remove': 'client',
  'consent.request': 'client',
  'connections.list': 'list',
  'connections.show': 'list',
  'accounts.read': 'data',
  'transactions.read': 'data',
  'holdings.read': 'data',
  'datasets.run': 'data',
  'datasets.status': 'data',
  'connections.refresh': 'data',
  'token.read': 'token',
  'token.fetch': 'token',
} as const satisfies Record<string, ScriptLevel | 'client' | 'nothing'>

export type LocalMethod = keyof typeof localAccess

/** The version of an answer's shape, its first field. Fields are only added. */
export const localSchemas = {
  'app.status': 'mooring.status/1',
  'window.open': 'mooring.window/1',
  'window.revoke': 'mooring.window/1',
  'clients.list': 'mooring.clients/1',
  'clients.remove': 'mooring.clients/1',
  'consent.request': 'mooring.consents/1',
  'connections.list': 'mooring.connections/1',
  'connections.show': 'mooring.connection/1',
  'accounts.read': 'mooring.accounts/1',
  'transactions.read': 'mooring.transactions/1',
  'holdings.read': 'mooring.holdings/1',
  'datasets.run': 'mooring.runs/1',
  'datasets.status': 'mooring.runs/1',
  'connections.refresh': 'mooring.refreshes/1',
  'token.read': 'mooring.token/1',
} as const satisfies Partial<Record<LocalMethod, string>>

/** Failures that only scripts meet. All others have a code of `errors.ts`. */
export const localErrorCodes = [
  'consent_needed',
  'consent_refused',
  'consent_unanswered',
  'consent_quiet',
  'scripts_off',
  'token_bound',
  'ambiguous',
  'too_many_requests',
] as const
export type LocalErrorCode = (typeof localErrorCodes)[number]

/**
 * What a client can do about a failure.
 *
 * - `use`: the request is wrong
 * - `consent`: the user has to allow it, or did not
 * - `person`: the connection needs its person, in the window
 * - `later`: the same request may work later
 * - `failed`: none of these
 */
export const localErrorKinds = ['use', 'consent', 'person', 'later', 'failed'] as const
export type LocalErrorKind = (typeof localErrorKinds)[number]

/** The exit code of the command for a failure of each kind. */
export const exitCodes: Readonly<Record<LocalErrorKind, number>> = {
  use: 2,
  consent: 4,
  person: 5,
  later: 7,
  failed: 1,
}
