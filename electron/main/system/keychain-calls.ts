import type { RawKeychain } from './keychain-parts.ts'
import type {
  Deleted,
  KeychainFault,
  KeychainWorker,
  WorkerAnswer,
  WorkerRequest,
} from './keychain-protocol.ts'

export type Fault = KeychainFault | 'timeout'

export class KeychainError extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault)
    this.fault = fault
  }
}

export interface CallOptions {
  /** The service name of our entries in the system's keychain. */
  service: string
  startWorker: () => KeychainWorker
  /** The time limit of one call: the user may be answering a prompt. */
  deadlineMs?: number
  /** After this time without an answer the keychain is probably asking the user something. */
  askingAfterMs?: number
  /** How long after its start a call's worker may live: a prompt that the user answers late is still answered to it. */
  patienceMs?: number
}

/** The worker's three calls, one at a time. */
export interface KeychainCalls extends RawKeychain {
  /** Makes the next call start a new worker, unless a prompt of the current one may be open. */
  renew(): void
  /** A call has waited so long that the keychain is probably asking the user something. */
  isAsking(): boolean
  onAsking(listener: () => void): void
  close(): void
}

const deleted: Deleted = 'deleted'

/** The call that the worker has now. It stays after its caller has got `timeout`, until the worker answers or its patience is over. */
interface OpenCall {
  id: number
  isAsking: boolean
  isOverdue: boolean
  end(how: () => void): void
  reject(fault: Fault): void
  resolve(value: string | null): void
}

export function openCalls(options: CallOptions): KeychainCalls {
  const { service, deadlineMs = 60_000, askingAfterMs = 2000, patienceMs = 10 * 60_000 } = options
  let worker: KeychainWorker | null = null
  /** The current worker has answered a call. */
  let hasWorked = false
  let last: Promise<unknown> = Promise.resolve()
  let nextId = 0
  let isClosed = false
  let open: OpenCall | null = null
  let announce: () => void = () => undefined

  function start(): KeychainWorker {
    const started = options.startWorker()
    started.onAnswer((answer) => take(answer))
    started.onExit(() => {
      // A worker that was stopped must not end its successor's call.
      if (worker !== started) return
      worker = null
      open?.end(() => open?.reject('unavailable'))
    })
    return started
  }

  function take(answer: WorkerAnswer): void {
    const call = open
    if (call?.id !== answer.id) return
    call.end(() => (answer.ok ? call.resolve(answer.value) : call.reject(answer.fault)))
  }

  function stop(): void {
    const stopped = worker
    worker = null
    hasWorked = false
    stopped?.kill()
  }

  function callWorker(request: (id: number) => WorkerRequest): Promise<string | null> {
    if (isClosed) return Promise.reject(new KeychainError('unavailable'))
    // The prompt of an earlier call is still open.
    if (open !== null) return Promise.reject(new KeychainError('timeout'))
    const id = nextId++
    return new Promise<string | null>((resolve, reject) => {
      const timers = [
        setTimeout(() => {
          call.isAsking = true
          announce()
        }, askingAfterMs),
        setTimeout(() => {
          call.isOverdue = true
          call.reject('timeout')
        }, deadlineMs),
        setTimeout(() => {
          stop()
          call.end(() => call.reject('timeout'))
        }, patienceMs),
      ]
      const call: OpenCall = {
        id,
        isAsking: false,
        isOverdue: false,
        end: (how) => {
          for (const timer of timers) clearTimeout(timer)
          how()
          open = null
          if (call.isAsking) announce()
        },
        reject: (fault) => reject(new KeychainError(fault)),
        resolve,
      }
      open = call
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
    renew: () => {
      if (open === null) stop()
    },
    isAsking: () => open?.isAsking === true,
    onAsking: (listener) => {
      announce = listener
    },
    close: () => {
      isClosed = true
      stop()
      open?.end(() => open?.reject('unavailable'))
    },
  }
}
