import type { KeychainStatus } from '../../../shared/models.ts'

/** `missing` only when the keychain is known to answer: keytar says null for a locked Linux keyring too. */
export type KeychainAnswer<T> =
  | { state: 'ok'; value: T }
  | { state: 'missing' }
  | { state: 'locked' | 'denied' | 'unavailable' | 'timeout' }

/** Secrets by account name: `registration/{id}` or `grant/{id}/{generation}`. */
export interface Keychain {
  get(account: string): Promise<KeychainAnswer<string>>
  /** Resolves `ok` only after the value was read back and compared. */
  set(account: string, secret: string): Promise<KeychainAnswer<null>>
  /** `ok` also when there was nothing. */
  delete(account: string): Promise<KeychainAnswer<null>>
  /** Where secrets are kept now, as last seen. */
  status(): KeychainStatus
  /** Writes, reads and deletes a probe, and says what it found. */
  probe(): Promise<KeychainStatus>
  /** The person's explicit choice: from now until the app quits secrets are kept in memory. Only when the keychain can't be used. */
  useMemory(): KeychainStatus
  close(): void
}
