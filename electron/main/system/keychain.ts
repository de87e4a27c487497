import type { KeychainStatus } from '../../../shared/models/app.ts'
import { DamagedSecret, deleteSecret, readSecret, writeSecret, type RawKeychain } from './keychain-parts.ts'
import type {
  Deleted,
  KeychainFault,
  KeychainWorker,
  WorkerAnswer,
  WorkerRequest,
} from './keychain-protocol.ts'

/** `missing` only when the keychain is known to answer: keytar says null for a locked Linux keyring too. */
export type KeychainAnswer<T> =
  | { state: 'ok'; value: T }
  | { state: 'missing' }
  | { state: 'locked' | 'denied' | 'unavailable' | 'timeout' }

/** Secrets by account name: `registration/{id}` or `grant/{id}/{generation}`. */
export interface Keychain {
  get(account: string): Promise<KeychainAnswer<string>>
  /** Resolves `ok` only after the value was read back and compared, unless `how` says otherwise. */
  set(account: string, secret: string, how?: HowToSet): Promise<KeychainAnswer<null>>
  /** `ok` also when there was nothing. */
  delete(account: string): Promise<KeychainAnswer<null>>
  /** Where secrets are kept now, as last seen. */
  status(): KeychainStatus
  /** Writes and reads an item that is known to be there, and says what it found. */
  probe(): Promise<KeychainStatus>
  /** The person's explicit choice, until the app quits: memory. Changes nothing while the keychain works. */
  useMemory(): KeychainStatus
  close(): void
}

export interface HowToSet {
  /** Nothing was ever set under that name. */
  isNew?: boolean
  /** False: the caller reads it back. */
  isReadBack?: boolean
}

export interface KeychainOptions {
  /** The name under which the system's keychain files our entries. */
  service: string
  startWorker: () => KeychainWorker
  /** How long one call may take: a person may be answering a prompt. */
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
 * The system's keychain. One call at a time, each with a deadline after which the worker is killed and the next call gets a new one.
 * A worker that says `unavailable` is replaced too, and where it had worked before, its successor makes the call once more: the
 * system's keychain may have been restarted, and libsecret keeps the session of the old one as long as its process lives.
 * Nothing is ever listed: which secrets there are is the database's to know.
 */
export function openKeychain(options: KeychainOptions): Keychain {
  const raw = openRaw(options)
  let state: KeychainStatus['state'] = 'checking'
  let memory: Keychain | null = null

  async function judged<T>(work: () => Promise<KeychainAnswer<T>>): Promise<KeychainAnswer<T>> {
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

  /** keytar says of a locked keyring that there was nothing to delete: that it is gone then counts once the canary answers. */
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
    get: (account) => (memory ? memory.get(account) : judged(() => get(account))),
    set: (account, secret, how) =>
      memory ? memory.set(account, secret) : judged(() => set(account, secret, how)),
    delete: (account) => (memory ? memory.delete(account) : judged(() => remove(account))),
    status: () => memory?.status() ?? { state },
    probe: async () => {
      if (memory) return memory.status()
      await judged(tryOut)
      return { state }
    },
    useMemory: () => {
      if (state !== 'keychain' && state !== 'checking') memory ??= openMemoryKeychain()
      return memory?.status() ?? { state }
    },
    close: () => raw.close(),
  }
}

/** Secrets that are gone when the app quits. */
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

/** An item that is known to be there: while it can't be read back, null means locked, not missing. */
async function requireCanary(raw: RawKeychain): Promise<void> {
  if ((await raw.get(canaryAccount)) === canaryAccount) return
  await raw.set(canaryAccount, canaryAccount)
  if ((await raw.get(canaryAccount)) !== canaryAccount) throw new KeychainError('locked')
}

interface RenewableKeychain extends RawKeychain {
  /** The next call starts a new worker. */
  renew(): void
  close(): void
}

function openRaw(options: KeychainOptions): RenewableKeychain {
  const { service, deadlineMs = 60_000 } = options
  let worker: KeychainWorker | null = null
  /** The worker that runs has answered a call. */
  let hasWorked = false
  let last: Promise<unknown> = Promise.resolve()
  let nextId = 0
  let isClosed = false
  const waiting = new Map<number, { answer(answer: WorkerAnswer): void; fail(fault: Fault): void }>()

  function start(): KeychainWorker {
    const started = options.startWorker()
    started.onAnswer((answer) => waiting.get(answer.id)?.answer(answer))
    started.onExit(() => {
      // One that was stopped for its deadline has no say over its successor's calls.
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

  function ask(request: (id: number) => WorkerRequest): Promise<string | null> {
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
      const value = await ask(request)
      hasWorked = true
      return value
    } catch (thrown) {
      if (!(thrown instanceof KeychainError) || thrown.fault !== 'unavailable') throw thrown
      stop()
      if (!hadWorked) throw thrown
      return askRenewing(request)
    }
  }

  /** One at a time: four pending calls are enough to starve every other use of the thread pool. */
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
