import type { Account } from '../../../../shared/models/account.ts'
import type { AccountNumber } from '../../../../shared/models/account-number.ts'
import type { Permission } from '../../../../shared/models/connection.ts'
import type { AccountDocument, DocumentKind } from '../../../../shared/models/document.ts'
import type { Holding, TaxLot } from '../../../../shared/models/holding.ts'
import type { Owner } from '../../../../shared/models/owner.ts'
import type { Transaction } from '../../../../shared/models/transaction.ts'
import type { Http } from '../../net/http.ts'

/** The result of reading accounts. */
export interface AccountsRead {
  accounts: Account[]
  /** How many accounts of the response could not be read at all: those read in part are in `accounts`. */
  unreadable: number
  /** How many entries of the response repeated an earlier one: each is in `accounts` once. */
  repeats: number
  /** The response was complete: a missing account is no longer shared. */
  isComplete: boolean
  /** Akoya's `x-akoya-interaction-id` of the last call, for support. */
  interactionId: string | null
}

/** Which transactions to read: of an account in a period, or the next page. Times are milliseconds UTC. */
export interface TransactionsWanted {
  accountId: string
  /** The account's, for transactions that name none. Null if unknown. */
  currency: string | null
  fromMs: number
  toMs: number
  /** `next` of the previous page. */
  next: string | null
}

export interface TransactionsRead {
  transactions: Transaction[]
  /** For each of them, text that is equal only for those that were sent equal in every field. */
  contents: string[]
  /** How many transactions of the page could not be read at all: those read in part are in `transactions`. */
  unreadable: number
  /** How many entries the page has. */
  sent: number
  /** How many there are on all pages, where the institution says so; 0 where it does not. */
  total: number
  /** The cursor of the next page, in the institution's format; null after the last. */
  next: string | null
  /** The institution returned only some (HTTP 206), or links to a page that can't be requested. */
  isPartial: boolean
  interactionId: string | null
}

/** Whose holdings to read. */
export interface HoldingsWanted {
  accountId: string
  /** The account's, for holdings that name none. Null if unknown. */
  currency: string | null
}

export interface HoldingsRead {
  holdings: Holding[]
  /** How many holdings of the response could not be read at all: those read in part are in `holdings`. */
  unreadable: number
  /** The response was complete: a missing holding is no longer in the account. */
  isComplete: boolean
  interactionId: string | null
}

/** Whose tax lots to read. */
export interface TaxLotsWanted {
  accountId: string
  holdingId: string
  /** The holding's; null if unknown. */
  currency: string | null
}

export interface TaxLotsRead {
  taxLots: TaxLot[]
  /** How many of the response could not be read at all. */
  unreadable: number
  isComplete: boolean
  interactionId: string | null
}

export interface OwnerRead {
  owner: Owner
  /** HTTP 206. */
  isPartial: boolean
  interactionId: string | null
}

export interface AccountNumbersRead {
  numbers: AccountNumber[]
  /** How many of the response could not be read at all. */
  unreadable: number
  isComplete: boolean
  interactionId: string | null
}

/** Which documents to list: of an account, and of a year in the institution's dates. */
export interface DocumentsWanted {
  accountId: string
  year: number
}

export interface DocumentsRead {
  documents: AccountDocument[]
  /** How many of the response could not be read at all. */
  unreadable: number
  isComplete: boolean
  interactionId: string | null
}

/** The documents of one kind. */
export interface DocumentSource {
  /** @throws AppError as `readAccounts`, `data_unavailable`, `not_subscribed` */
  list(context: ReadContext, wanted: DocumentsWanted): Promise<DocumentsRead>
  /**
   * Downloads one as a PDF file.
   *
   * @throws AppError as `list`, `document_refused` for anything but a PDF file of at most 20 MB
   */
  download(context: ReadContext, wanted: { accountId: string; documentId: string }): Promise<Buffer>
}

export interface ReadContext {
  http: Http
  accessToken: string
  now: () => number
  /** When the user last used the app; now, if the user waits for this call. */
  lastUseMs: number
  /** No user waits: institutions may serve interactive requests first. */
  isBatch: boolean
  signal: AbortSignal
}

/** For the question who signed in. */
export interface LoginContext {
  http: Pick<Http, 'fetch'>
  accessToken: string
  signal: AbortSignal
}

/**
 * One kind of institution: the profile of its authorization server (`server`, in oauth/'s terms), and the functions to read its data.
 * Created for each use from a registration and an institution; holds no secret.
 */
export interface Profile<Server> {
  server: Server
  /**
   * Registers a redirect URI just before its use, so that its path can be random. Absent if the user registers them, as at all but the
   * built-in institution.
   */
  registerRedirect?: (clientId: string, redirectUri: string) => void
  /** Its revocation endpoint accepts access tokens: Akoya's accepts only refresh tokens, and its access token is the ID token. */
  revokesAccessTokens: boolean
  /** The permissions of a grant, from the ID token's claims and the scopes granted. */
  permissionsGranted(claims: Record<string, unknown>, scopes: string[]): Permission[]
  /** The user's login, as the institution names it. */
  signedInAs(claims: Record<string, unknown>): string
  /**
   * Reads who signed in where there is no ID token: the id of the login, and its name. Absent: the ID token says it, or the user names the
   * login.
   *
   * @throws AppError `login_unreadable`, `server_unavailable`, and why the network failed
   */
  readLogin?: (context: LoginContext) => Promise<string>
  /** The service APIs of the hub; absent where there is none, or where they are not known. */
  hub?: { tokenEndpoint: string; apiBase: string }
  /** The institution's id of the consent record. */
  consentId(claims: Record<string, unknown>): string | null
  /** The address that its data are below, and what each request of them has beside the access token. Absent if there are none. */
  data?: {
    base: string
    headersOf: (context: Pick<ReadContext, 'isBatch' | 'lastUseMs'>) => Record<string, string>
  }
  /**
   * Absent if there is no account data to read.
   *
   * @throws AppError `grant_ended` when the institution reports that the consent ended, `bearer_rejected` when it refuses the access token
   */
  readAccounts?: (context: ReadContext) => Promise<AccountsRead>
  /**
   * Reads a page of transactions. Absent if there are none to read.
   *
   * @throws AppError as `readAccounts`
   */
  readTransactions?: (context: ReadContext, wanted: TransactionsWanted) => Promise<TransactionsRead>
  /**
   * Reads the holdings of an investment account. Absent if there are none to read.
   *
   * @throws AppError as `readAccounts`, `not_subscribed`
   */
  readHoldings?: (context: ReadContext, wanted: HoldingsWanted) => Promise<HoldingsRead>
  /**
   * Reads the tax lots of a holding that came without them. Absent if there are none to read.
   *
   * @throws AppError as `readHoldings`, `data_unavailable`
   */
  readTaxLots?: (context: ReadContext, wanted: TaxLotsWanted) => Promise<TaxLotsRead>
  /**
   * Reads whose login it is: name and contact. Absent if the institution does not say.
   *
   * @throws AppError as `readHoldings`
   */
  readOwner?: (context: ReadContext) => Promise<OwnerRead>
  /**
   * Reads the full numbers of an account. Absent if there are none to read.
   *
   * @throws AppError as `readHoldings`, `data_unavailable`
   */
  readAccountNumbers?: (context: ReadContext, wanted: { accountId: string }) => Promise<AccountNumbersRead>
  /** Absent if there are none to list. */
  documents?: Record<DocumentKind, DocumentSource>
}
