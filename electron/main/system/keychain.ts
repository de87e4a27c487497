import type { KeychainStatus } from '../../../shared/models/app.ts'
import { DamagedSecret, deleteSecret, readSecret, writeSecret, type RawKeychain } from './keychain-parts.ts'
import type {
  Deleted,
  KeychainFault,
  KeychainWorker,
  WorkerAnswer,
  WorkerRequest,
} from './keychain-protocol.ts'

/** `missing` only when the keychain is known to work: keytar returns null for a locked Linux keyring too. */
export type KeychainAnswer<T> =
  | { state: 'ok'; value: T }
  | { state: 'missing' }
  | { state: 'locked' | 'denied' | 'unavailable' | 'timeout' }

/** Secrets by account name: `registration/{id}` or `grant/{id}/{generation}`. */
export interface Keychain {
  get(account: string): Promise<KeychainAnswer<string>>
  /** Resolves `ok` only after reading the value back, unless `how` says otherwise. */
  set(account: string, secret: string, how?: HowToSet): Promise<KeychainAnswer<null>>
  /** `ok` also when there was no item. */
  delete(account: string): Promise<KeychainAnswer<null>>
  /** Where secrets are stored now, as of the last call. */
  status(): KeychainStatus
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

export interface KeychainOptions {
  /** The service name of our entries in the system's keychain. */
  service: string
  startWorker: () => KeychainWorker
  /** The time limit of one call: the user may be answering a prompt. */
  deadlineMs?: number
}

type Fault = KeychainFault | 'timeout'

class KeychainError extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault)
    this.fault = fault
  }
}

const canaryAccount = 'canary'
const deleted: Deleted = 'deleted'

/**
 * Opens the system's keychain. Runs one call at a time, each with a deadline after which the worker is killed and the next call gets a new
 * one. A worker that reports `unavailable` is replaced too, and if it had worked before, the new one repeats the call once: the system's
 * keychain may have been restarted, and libsecret keeps the old session as long as its process lives. Never lists items: the database
 * knows which secrets exist.
 */
export function openKeychain(options: KeychainOptions): Keychain {
  const raw = openRaw(options)
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

  async function get(account: string): Promise<KeychainAnswer<string>> {
    const value = await readSecret(raw, account)
    if (value !== null) return { state: 'ok', value }
    await requireCanary(raw)
    return { state: 'missing' }
  }

  async function set(
    account: string,
    secret: string,
    { isNew = false, isReadBack = true }: HowToSet = {},
  ): Promise<KeychainAnswer<null>> {
    await writeSecret(raw, account, secret, isNew)
    if (isReadBack && (await readSecret(raw, account)) !== secret) throw new KeychainError('unavailable')
    return { state: 'ok', value: null }
  }

  /** For a locked keyring, keytar reports that there was no item to delete, so the result counts only after the canary was read. */
  async function remove(account: string): Promise<KeychainAnswer<null>> {
    if (!(await deleteSecret(raw, account))) await requireCanary(raw)
    return { state: 'ok', value: null }
  }

  async function tryOut(): Promise<KeychainAnswer<null>> {
    if (state !== 'keychain' && state !== 'checking') raw.renew()
    await raw.set(canaryAccount, canaryAccount)
    await requireCanary(raw)
    return { state: 'ok', value: null }
  }

  return {
    get: (account) => (memory ? memory.get(account) : withStatus(() => get(account))),
    set: (account, secret, how) =>
      memory ? memory.set(account, secret) : withStatus(() => set(account, secret, how)),
    delete: (account) => (memory ? memory.delete(account) : withStatus(() => remove(account))),
    status: () => memory?.status() ?? { state },
    probe: async () => {
      if (memory) return memory.status()
      await withStatus(tryOut)
      return { state }
    },
    useMemory: () => {
      if (state !== 'keychain' && state !== 'checking') memory ??= openMemoryKeychain()
      return memory?.status() ?? { state }
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
    status,
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

interface RenewableKeychain extends RawKeychain {
  /** Makes the next call start a new worker. */
  renew(): void
  close(): void
}

function openRaw(options: KeychainOptions): RenewableKeychain {
  const { service, deadlineMs = 60_000 } = options
  let worker: KeychainWorker | null = null
  /** The current worker has answered a call. */
  let hasWorked = false
  let last: Promise<unknown> = Promise.resolve()
  let nextId = 0
  let isClosed = false
  const waiting = new Map<number, { answer(answer: WorkerAnswer): void; fail(fault: Fault): void }>()

  function start(): KeychainWorker {
    const started = options.startWorker()
    started.onAnswer((answer) => waiting.get(answer.id)?.answer(answer))
    started.onExit(() => {
      // A worker that was stopped for its deadline must not end its successor's calls.
      if (worker !== started) return
      worker = null
      for (const call of waiting.values()) call.fail('unavailable')
    })
    return started
  }

  function stop(): void {
    const stopped = worker
    worker = null
    hasWorked = false
    stopped?.kill()
  }

  function callWorker(request: (id: number) => WorkerRequest): Promise<string | null> {
    if (isClosed) return Promise.reject(new KeychainError('unavailable'))
    const id = nextId++
    return new Promise<string | null>((resolve, reject) => {
      const deadline = setTimeout(() => {
        resolveCall(() => reject(new KeychainError('timeout')))
        stop()
      }, deadlineMs)
      const resolveCall = (how: () => void) => {
        clearTimeout(deadline)
        waiting.delete(id)
        how()
      }
      waiting.set(id, {
        answer: (answer) =>
          resolveCall(() => (answer.ok ? resolve(answer.value) : reject(new KeychainError(answer.fault)))),
        fail: (fault) => resolveCall(() => reject(new KeychainError(fault))),
      })
      worker ??= start()
      worker.send(request(id))
    })
  }

  async function askRenewing(request: (id: number) => WorkerRequest): Promise<string | null> {
    const hadWorked = hasWorked
    try {
      const value = await callWorker(request)
      hasWorked = true
      return value
    } catch (thrown) {
      if (!(thrown instanceof KeychainError) || thrown.fault !== 'unavailable') throw thrown
      stop()
      if (!hadWorked) throw thrown
      return askRenewing(request)
    }
  }

  /** One call at a time: four pending calls block every other use of the thread pool. */
  function queued(request: (id: number) => WorkerRequest): Promise<string | null> {
    const next = last.then(
      () => askRenewing(request),
      () => askRenewing(request),
    )
    last = next
    return next
  }

  return {
    get: (account) => queued((id) => ({ id, verb: 'get', service, account })),
    set: async (account, value) => {
      await queued((id) => ({ id, verb: 'set', service, account, value }))
    },
    delete: async (account) => (await queued((id) => ({ id, verb: 'delete', service, account }))) === deleted,
    renew: stop,
    close: () => {
      isClosed = true
      stop()
      for (const call of waiting.values()) call.fail('unavailable')
    },
  }
}
