import type { Account } from '../../../shared/models/account.ts'
import type { Permission } from '../../../shared/models/connection.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import type { Http } from '../net/http.ts'

/** What reading accounts gave. */
export interface AccountsRead {
  accounts: Account[]
  /** How many entries of the answer could not be read. */
  unreadable: number
  /** How many entries of the answer were the same as one before: each is in `accounts` once. */
  repeats: number
  /** Everything that the institution shares was read: an account that is missing is no longer shared. */
  isComplete: boolean
  /** What support asks for: Akoya's `x-akoya-interaction-id` of the last call. */
  interactionId: string | null
}

/** Which transactions: of an account, in a time, or the page after one. Times are milliseconds UTC. */
export interface TransactionsWanted {
  accountId: string
  /** Of the account, for transactions that name none. Null where it is not known. */
  currency: string | null
  fromMs: number
  toMs: number
  /** What the page before gave. */
  next: string | null
}

export interface TransactionsRead {
  transactions: Transaction[]
  /** How many entries of the page could not be read. */
  unreadable: number
  /** Where the next page is, in the institution's own words; null after the last. */
  next: string | null
  /** The institution could give only some (HTTP 206), or leads on to where no page of this account can be. */
  isPartial: boolean
  interactionId: string | null
}

export interface ReadContext {
  http: Http
  accessToken: string
  now: () => number
  /** When the user last used the app: now, for what the user waits for. */
  lastUseMs: number
  /** Nobody waits for it: institutions may serve a person first. */
  isBatch: boolean
  signal: AbortSignal
}

/**
 * One kind of institution: how its authorization server is spoken to (`server`, in the terms that oauth/ takes), and how its
 * data is read. Made anew for each use from a registration and an institution; holds no secret.
 */
export interface Profile<Server> {
  server: Server
  /**
   * Registers a redirect URI just before it is used, so that its path can be a random one. Absent where the user registers them, as
   * everywhere but at the built-in institution.
   */
  registerRedirect?: (clientId: string, redirectUri: string) => void
  /** Its revocation endpoint takes access tokens as well: Akoya's takes refresh tokens only, and its bearer is the ID token. */
  revokesAccessTokens: boolean
  /** What a grant lets us read, from the ID token's claims and the scopes granted. */
  permissionsGranted(claims: Record<string, unknown>, scopes: string[]): Permission[]
  /** Who signed in, in the institution's words. */
  signedInAs(claims: Record<string, unknown>): string
  /** The institution's id of the consent record. */
  consentId(claims: Record<string, unknown>): string | null
  /**
   * Absent where there is no account data to read.
   *
   * @throws AppError `grant_ended` when the institution says that the consent is gone, `bearer_rejected` when the bearer is not taken
   */
  readAccounts?: (context: ReadContext) => Promise<AccountsRead>
  /**
   * A page of transactions. Absent where there are none to read.
   *
   * @throws AppError as `readAccounts`
   */
  readTransactions?: (context: ReadContext, wanted: TransactionsWanted) => Promise<TransactionsRead>
}
