import { z } from 'zod'
import { failure } from './errors.ts'
import { roomNames } from './rooms.ts'

/** Milliseconds since 1970-01-01 UTC. */
const ms = z.int()
const id = z.string().min(1).max(64)
const name = z.string().trim().min(1).max(200)

/**
 * What a connection lets us read, in the window's terms. Akoya names products in the ID token (`account_info`, …); other servers
 * speak in scopes. Profiles map both to these words.
 */
export const permissions = [
  'accounts',
  'balances',
  'transactions',
  'investments',
  'payments',
  'customers',
  'statements',
  'taxes',
  'identity',
  'email',
] as const
export type Permission = (typeof permissions)[number]

/**
 * How the answer comes back:
 * - `loopback`: to 127.0.0.1 at any free port; each registration has a path of its own, which tells its answers from another's
 * - `fixed`: to one registered host, port and path on this computer
 * - `relay`: to a public https page that hands it on to this computer
 * - `paste`: to any https address; the person copies it from the browser
 */
export const redirectMode = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('loopback'),
    path: z
      .string()
      .regex(/^(\/[A-Za-z0-9_-]{1,40}){1,3}$/)
      .optional(),
  }),
  z.object({ mode: z.literal('fixed'), uri: z.string().max(500) }),
  z.object({ mode: z.literal('relay'), uri: z.string().max(500) }),
  z.object({ mode: z.literal('paste'), uri: z.string().max(500) }),
])
export type RedirectMode = z.infer<typeof redirectMode>

/** Where a registration's authorization server is. `mikomo` is the built-in sandbox; it can't be added by hand. */
export const environment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mikomo') }),
  z.object({ kind: z.literal('akoya-sandbox') }),
  z.object({ kind: z.literal('akoya-production') }),
  z.object({
    kind: z.literal('akoya-hosts'),
    /** Base URL of `/auth`, `/token`, `/revoke`. */
    authorizationBase: z.string().max(500),
    /** Base URL of the data products. */
    dataBase: z.string().max(500),
    /** The `iss` of its ID tokens. */
    issuer: z.string().max(500),
  }),
  z.object({
    kind: z.literal('openid'),
    issuer: z.string().max(500),
    /** What the tokens are for, where the server wants that said (RFC 8707). */
    resource: z.string().max(500).optional(),
  }),
])
export type Environment = z.infer<typeof environment>

/** A key as JSON (RFC 7517). */
export const jwk = z.object({
  kty: z.string(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
  kid: z.string().optional(),
  alg: z.string().optional(),
  use: z.string().optional(),
})
export type JWK = z.infer<typeof jwk>

/** Protections that are used where the server's metadata announces them. */
export const protections = z.object({
  /** The request goes to the server directly, and the browser carries only a reference to it (RFC 9126). */
  pushesRequests: z.boolean(),
  /** Tokens are bound to a key of this computer (RFC 9449). */
  bindsTokens: z.boolean(),
  /** The answer that the browser carries is signed by the server (JARM). */
  signsAnswers: z.boolean(),
  /** The browser brings the answer as a form and not in an address, so that no history keeps the code. */
  postsAnswers: z.boolean(),
  /** The institution's own record of the grant is named, asked and ended (Grant Management for OAuth 2.0). */
  managesGrants: z.boolean(),
})
export type Protections = z.infer<typeof protections>

export const registration = z.object({
  id,
  name,
  environment,
  clientId: z.string(),
  hasSecret: z.boolean(),
  /** The public half of the key that shows who we are; null where a secret does, or nothing. */
  publicKey: jwk.nullable(),
  protections,
  scopes: z.array(z.string()),
  redirect: redirectMode,
  createdAtMs: ms,
})
export type Registration = z.infer<typeof registration>

/** What a person types to add or change a registration. `clientSecret` travels in, never out; absent means keep, '' means none. */
export const registrationInput = z.object({
  name,
  environment,
  clientId: z.string().trim().min(1).max(500),
  clientSecret: z.string().max(4000).optional(),
  /** `key`: one made on this computer takes the place of a secret. */
  authentication: z.enum(['secret', 'key']).optional(),
  /** Absent: as before, or all. */
  protections: protections.optional(),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).max(50),
  redirect: redirectMode,
})
export type RegistrationInput = z.infer<typeof registrationInput>

/** The person's own name for a connection; null for none. */
export const label = z.string().trim().min(1).max(200).nullable()

export const institution = z.object({
  id,
  registrationId: id,
  /** Akoya's `connector`, also called `providerId`; null at an OpenID issuer, which is its own institution. */
  connector: z.string().nullable(),
  name,
  /** How long a consent given here lasts. */
  consentDays: z.int(),
  createdAtMs: ms,
})
export type Institution = z.infer<typeof institution>

export const institutionInput = z.object({
  registrationId: id,
  connector: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9._-]{1,100}$/)
    .nullable(),
  name,
})
export type InstitutionInput = z.infer<typeof institutionInput>

/** An amount in minor units (cents) with its ISO 4217 currency. */
export const money = z.object({ minorUnits: z.int(), currency: z.string().length(3) })
export type Money = z.infer<typeof money>

export const accountCategories = [
  'deposit',
  'investment',
  'loan',
  'line-of-credit',
  'insurance',
  'annuity',
  'other',
] as const

export const account = z.object({
  /** The institution's id: unique and lasting only within one `sub`. */
  id: z.string(),
  category: z.enum(accountCategories),
  /** Its type in the institution's words, such as CHECKING. */
  type: z.string().nullable(),
  name: z.string(),
  /** The last characters of its number, as the institution shows them. */
  mask: z.string().nullable(),
  balance: money.nullable(),
  /** What the balance means: owed to the person or by the person. */
  balanceType: z.enum(['asset', 'liability']),
  asOfMs: ms.nullable(),
  /** The institution answered for the others but not for this one (HTTP 206). */
  unavailable: z.boolean(),
})
export type Account = z.infer<typeof account>

/** A movement of money on an account, as far as the institution tells: every field can be missing. */
export const transaction = z.object({
  id: z.string().nullable(),
  atMs: ms.nullable(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  /** Below zero when money left the account. */
  amount: money.nullable(),
  /** Not settled yet. */
  isPending: z.boolean(),
})
export type Transaction = z.infer<typeof transaction>

export const transactionsPage = z.object({
  transactions: z.array(transaction),
  /** Names the next page in `transactions.more`; null after the last. */
  next: id.nullable(),
  /** The institution could give only some of them (HTTP 206). */
  isPartial: z.boolean(),
  /** What support asks for. */
  interactionId: z.string().nullable(),
})
export type TransactionsPage = z.infer<typeof transactionsPage>

/**
 * - `active`: the grant works, as far as we know
 * - `revoking`: Revoke was pressed; until `undoUntilMs` it can be taken back
 * - `revocation-pending`: asked to end, the institution has not confirmed yet; retried
 * - `cannot-revoke`: the institution has no way to end it from here
 * - `revoked`: ended by us, with a receipt
 * - `needs-consent`: ended elsewhere or unusable; link again
 */
export const connectionStatuses = [
  'active',
  'revoking',
  'revocation-pending',
  'cannot-revoke',
  'revoked',
  'needs-consent',
] as const
export type ConnectionStatus = (typeof connectionStatuses)[number]

export const receipt = z.object({
  revokedAtMs: ms,
  /** Host of the revocation endpoint. */
  host: z.string(),
  status: z.int(),
  attempts: z.int(),
})

/** What the list shows of a connection: ten thousand of them are read at once, so it has no account of its own. */
export const connectionSummary = z.object({
  id,
  registrationId: id,
  registrationName: z.string(),
  /** Told apart at a glance: money is real only in `production`. */
  stage: z.enum(['sandbox', 'production', 'other']),
  institutionId: id,
  institutionName: z.string(),
  /** The person's own name for it. */
  label: z.string().nullable(),
  /** Who signed in, in the institution's words. */
  signedInAs: z.string(),
  status: z.enum(connectionStatuses),
  /** What went wrong last and still holds; null when nothing. For `needs-consent`, the reason. */
  problem: failure.nullable(),
  /** A refresh is under way. */
  refreshing: z.boolean(),
  accountCount: z.int(),
  /** How many of them the institution had no answer for. */
  unavailableCount: z.int(),
  /** Names and masks of the accounts, one a line: the list is searched by them. */
  accountWords: z.string(),
  linkedAtMs: ms,
  refreshedAtMs: ms.nullable(),
  dataAsOfMs: ms.nullable(),
  /** The least fresh balance of an account. */
  oldestDataMs: ms.nullable(),
  /** When the token in hand ends; a refresh gets a new one. */
  tokenGoodUntilMs: ms.nullable(),
  /** The consent's end: a year after the authorization (12 CFR 1033.421(b)), or what its institution is set to. */
  consentUntilMs: ms,
  undoUntilMs: ms.nullable(),
  /** The next refresh that is planned; while a revocation is pending, its next try. */
  nextTryAtMs: ms.nullable(),
  /** Until when a pending revocation is tried again by itself. */
  revokeUntilMs: ms.nullable(),
  /** Access may still work at the institution, and can be ended from here. */
  isRevocable: z.boolean(),
  /** It is removed as soon as its access has ended. */
  forgetting: z.boolean(),
  receipt: receipt.nullable(),
})
export type ConnectionSummary = z.infer<typeof connectionSummary>

export const connection = connectionSummary.extend({
  permissions: z.array(z.enum(permissions)),
  /** Everything this kind of institution could grant: what is not granted is shown struck out. */
  grantable: z.array(z.enum(permissions)),
  scopes: z.object({ asked: z.array(z.string()), granted: z.array(z.string()) }),
  accounts: z.array(account),
  /** The institution's id of the consent record; not a secret. */
  consentId: z.string().nullable(),
})
export type Connection = z.infer<typeof connection>

export const activityKinds = [
  'linked',
  'relinked',
  'refreshed',
  'accounts_read',
  'refresh_failed',
  'data_failed',
  'ended',
  'revoke_requested',
  'revoke_undone',
  'revoke_failed',
  'revoked',
  'forgotten',
  'given_back',
  'left_over',
] as const
export type ActivityKind = (typeof activityKinds)[number]

export const activity = z.object({
  id: z.int(),
  connectionId: id,
  institutionName: z.string(),
  atMs: ms,
  kind: z.enum(activityKinds),
  problem: failure.nullable(),
  /** HTTP status of the answer that decided it. */
  status: z.int().nullable(),
  /** Which try it was, where there may be several. */
  attempts: z.int().nullable(),
  /** How long the call took. */
  durationMs: z.int().nullable(),
  /** How many accounts were read. */
  accounts: z.int().nullable(),
  /** Akoya's `x-akoya-interaction-id`: support asks for it. */
  interactionId: z.string().nullable(),
})
export type Activity = z.infer<typeof activity>

/** A link under way, as the window shows it. */
export const linkProgress = z.object({
  /** Id of this attempt. */
  id,
  institutionId: id,
  institutionName: z.string(),
  registrationName: z.string(),
  /** Set for a relink. */
  connectionId: id.nullable(),
  step: z.enum(['opening', 'waiting', 'finishing', 'done', 'failed']),
  /** Where the answer comes back to: to be registered with the institution. Null until the listener is up. */
  redirectUri: z.string().nullable(),
  /** Nothing listens for the answer: the person brings the address that the browser ends at. */
  isPasted: z.boolean(),
  /** When waiting ends by itself. */
  deadlineMs: ms,
  /** The connection it led to, once `done`. */
  linkedConnectionId: id.nullable(),
  /** Why it stopped, once `failed`; or, while waiting, that the browser could not be opened. */
  problem: failure.nullable(),
})
export type LinkProgress = z.infer<typeof linkProgress>

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
})
export type Preferences = z.infer<typeof preferences>

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
    /** Host of the proxy in use, without credentials. */
    proxyHost: z.string().nullable(),
    /** A certificate authority is trusted besides the system's. */
    hasExtraCa: z.boolean(),
  }),
  clock: clockStatus,
  database: databaseReport,
  versions: z.record(z.string(), z.string()),
})
export type Health = z.infer<typeof health>

/** What the person asked for outside the page: in the system's menu, or by a `mooring://` address. */
export const asked = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('room'), room: z.enum(roomNames) }),
  z.object({ kind: z.literal('connection'), id }),
])
export type Asked = z.infer<typeof asked>
