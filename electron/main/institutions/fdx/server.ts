import type { Profile, ReadContext } from '../model/profile.ts'

/** A server with data in FDX's shapes. Addresses, headers and errors are its own. */
export interface FdxServer {
  /** Requests an address with the access token. @throws AppError as `Profile.readAccounts` */
  call(context: ReadContext, url: string): Promise<FdxAnswer>
  /** Requests a file of at most so many bytes. @throws AppError as `call`, `document_refused` for a larger one */
  download(context: ReadContext, url: string, wanted: FileWanted): Promise<FdxFile>
  /** Whether an address of the same origin that a page leads to is one of the same data: no other gets an access token. */
  leadsOn(page: URL, next: URL): boolean
}

export interface FdxAnswer {
  /** Parsed JSON, with numbers that exceed a double's precision as text; null if it is not JSON. */
  body: unknown
  /** HTTP 204: no data. */
  isEmpty: boolean
  /** HTTP 206: some data is missing. */
  isPartial: boolean
  /** The server's id of this call, for support. */
  interactionId: string | null
}

export interface FileWanted {
  /** The content type to ask for. */
  accept: string
  maxBytes: number
}

export interface FdxFile {
  bytes: Buffer
  /** As sent; empty for none. */
  contentType: string
  isEmpty: boolean
}

/** What a family with FDX data gives its profiles. */
export type FdxReaders = Pick<
  Profile<unknown>,
  | 'readAccounts'
  | 'readTransactions'
  | 'readHoldings'
  | 'readTaxLots'
  | 'readOwner'
  | 'readAccountNumbers'
  | 'documents'
>
