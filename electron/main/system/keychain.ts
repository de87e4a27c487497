import type { KeychainStatus } from '../../../shared/models/app.ts'
import { KeychainError, openCalls, type CallOptions } from './keychain-calls.ts'
import {
  clearSpareParts,
  DamagedSecret,
  deleteSecret,
  readSecret,
  writeSecret,
  type RawKeychain,
} from './keychain-parts.ts'

/** `missing` only when the keychain is known to work: keytar returns null for a locked Linux keyring too. */
export type KeychainAnswer<T> =
  | { state: 'ok'; value: T }
  | { state: 'missing' }
  | { state: 'locked' | 'denied' | 'unavailable' | 'timeout' }

/** Secrets by account name: `registration/{id}` or `grant/{id}`. */
export interface Keychain {
  get(account: string): Promise<KeychainAnswer<string>>
  /** Overwrites in place. Resolves `ok` only after reading the value back, unless `how` says otherwise. */
  set(account: string, secret: string, how?: HowToSet): Promise<KeychainAnswer<null>>
  /** `ok` also when there was no item. */
  delete(account: string): Promise<KeychainAnswer<null>>
  /** Deletes what a write that was killed left beside the secret. */
  clearSpareParts(account: string): Promise<KeychainAnswer<null>>
  /** Where secrets are stored now, as of the last call. */
  status(): KeychainStatus
  /** Calls back when the keychain begins or ends to ask the user something. */
  onAsking(listener: (status: KeychainStatus) => void): void
  /** Writes and reads a test item, and returns the status found. */
  probe(): Promise<KeychainStatus>
  /** Keeps secrets in memory until the app quits, by the user's explicit choice. Changes nothing while the keychain works. */
  useMemory(): KeychainStatus
  close(): void
}

export interface HowToSet {
  /** Nothing was ever stored under that name. */
  isNew?: boolean
  /** False: the caller reads it back. */
  isReadBack?: boolean
}

const canaryAccount = 'canary'

/**
 * Opens the system's keychain. Runs one call at a time, each with a deadline for its caller. A worker that reports `unavailable` is
 * replaced, and if it had worked before, the new one repeats the call once: the system's keychain may have been restarted, and libsecret
 * keeps the old session as long as its process lives. Never lists items: the ledger knows which secrets exist.
 */
export function openKeychain(options: CallOptions): Keychain {
  const raw = openCalls(options)
  /** Accounts that this process has seen to hold one short secret without parts: the next write is one call. */
  const plain = new Set<string>()
  let state: KeychainStatus['state'] = 'checking'
  let memory: Keychain | null = null

  async function withStatus<T>(work: () => Promise<KeychainAnswer<T>>): Promise<KeychainAnswer<T>> {
    try {
      const answer = await work()
      state = 'keychain'
      return answer
    } catch (thrown) {
      if (thrown instanceof DamagedSecret) return { state: 'missing' }
      if (!(thrown instanceof KeychainError)) throw thrown
      state = thrown.fault
      return { state: thrown.fault }
    }
  }

  async function read(account: string): Promise<string | null> {
    const { secret, isPlain } = await readSecret(raw, account)
    if (isPlain) plain.add(account)
    else plain.delete(account)
    return secret
  }

  async function get(account: string): Promise<KeychainAnswer<string>> {
    const value = await read(account)
    if (value !== null) return { state: 'ok', value }
    await requireCanary(raw)
    return { state: 'missing' }
  }

  async function set(
    account: string,
    secret: string,
    { isNew = false, isReadBack = true }: HowToSet = {},
  ): Promise<KeychainAnswer<null>> {
    const isPlain = isNew || plain.has(account)
    // A write that fails may leave parts.
    plain.delete(account)
    if (await writeSecret(raw, account, secret, isPlain)) plain.add(account)
    if (isReadBack && (await read(account)) !== secret) throw new KeychainError('unavailable')
    return { state: 'ok', value: null }
  }

  /** For a locked keyring, keytar reports that there was no item to delete, so the result counts only after the canary was read. */
  async function remove(account: string): Promise<KeychainAnswer<null>> {
    plain.delete(account)
    if (!(await deleteSecret(raw, account))) await requireCanary(raw)
    return { state: 'ok', value: null }
  }

  async function tryOut(): Promise<KeychainAnswer<null>> {
    if (state !== 'keychain' && state !== 'checking') raw.renew()
    await raw.set(canaryAccount, canaryAccount)
    await requireCanary(raw)
    return { state: 'ok', value: null }
  }

  const status = (): KeychainStatus =>
    memory?.status() ?? { state, ...(raw.isAsking() ? { isAsking: true } : {}) }

  return {
    get: (account) => (memory ? memory.get(account) : withStatus(() => get(account))),
    set: (account, secret, how) =>
      memory ? memory.set(account, secret) : withStatus(() => set(account, secret, how)),
    delete: (account) => (memory ? memory.delete(account) : withStatus(() => remove(account))),
    clearSpareParts: (account) =>
      memory
        ? memory.clearSpareParts(account)
        : withStatus(async () => {
            await clearSpareParts(raw, account)
            return { state: 'ok', value: null }
          }),
    status,
    onAsking: (listener) => raw.onAsking(() => listener(status())),
    probe: async () => {
      if (!memory) await withStatus(tryOut)
      return status()
    },
    useMemory: () => {
      if (state !== 'keychain' && state !== 'checking') memory ??= openMemoryKeychain()
      return status()
    },
    close: () => raw.close(),
  }
}

/** A keychain in memory, whose secrets are lost when the app quits. */
export function openMemoryKeychain(): Keychain {
  const secrets = new Map<string, string>()
  const status = (): KeychainStatus => ({ state: 'memory' })
  return {
    get: async (account) => {
      const value = secrets.get(account)
      return value === undefined ? { state: 'missing' } : { state: 'ok', value }
    },
    set: async (account, secret) => {
      secrets.set(account, secret)
      return { state: 'ok', value: null }
    },
    delete: async (account) => {
      secrets.delete(account)
      return { state: 'ok', value: null }
    },
    clearSpareParts: async () => ({ state: 'ok', value: null }),
    status,
    onAsking: () => undefined,
    probe: async () => status(),
    useMemory: status,
    close: () => secrets.clear(),
  }
}

/** Reads an item that certainly exists: if it can't be read, null means locked, not missing. */
async function requireCanary(raw: RawKeychain): Promise<void> {
  if ((await raw.get(canaryAccount)) === canaryAccount) return
  await raw.set(canaryAccount, canaryAccount)
  if ((await raw.get(canaryAccount)) !== canaryAccount) throw new KeychainError('locked')
}
