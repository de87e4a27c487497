import type { LocalError } from '../../../shared/local.ts'

/** Who calls, as far as it says. The connection has proven only that it is a program of this user. */
export interface Caller {
  /** SHA-256 of the client's key, hexadecimal; null without a key. */
  keyHash: string | null
  /** What it calls itself, and the folder that it says it is in. */
  name: string
  folder: string
  /** How long it waits for the user's answer to a question, milliseconds; 0: not at all. */
  waitMs: number
  /** Aborted once nobody waits for the answer. */
  signal: AbortSignal
  /** Says that the call begins, or ends, to wait for a person: others are served meanwhile. */
  setAsking: (isAsking: boolean) => void
}

export interface LocalRequest {
  method: string
  /** JSON that is not parsed by the contract yet. */
  input: unknown
  caller: Caller
}

export interface RowsEnd {
  isPartial: boolean
  missing: { connectionId: string; accountId?: string; error: LocalError }[]
  /** Accounts that have no such data to read: nothing is missing. Absent if there are none. */
  none?: { connectionId: string; accountId: string; error: LocalError }[]
}

/** Rows, in parts, and last what is missing. Read no faster than the client takes them. */
export type RowParts = AsyncGenerator<object[], RowsEnd>

export type LocalAnswer =
  | { kind: 'json'; body: object }
  | { kind: 'rows'; head: object; parts: RowParts }
  | { kind: 'stream'; status: number; contentType: string | null; body: AsyncIterable<Uint8Array> }

/** What the listener needs of the app. */
export interface LocalService {
  /** Runs a method of the contract. @throws what `toError` knows */
  run(request: LocalRequest): Promise<LocalAnswer>
  /** The failure that a client may see, and its HTTP status. Never a secret. */
  toError(thrown: unknown): { status: number; error: LocalError }
}
