/** What client and worker say to each other. Values are base64url; the worker knows nothing of what they mean. */
export type WorkerRequest =
  | { id: number; verb: 'get' | 'delete'; service: string; account: string }
  | { id: number; verb: 'set'; service: string; account: string; value: string }

export type WorkerAnswer =
  | { id: number; ok: true; value: string | null }
  | { id: number; ok: false; fault: KeychainFault }

/** The value of an answer to `delete` when there was something to delete. */
export type Deleted = 'deleted'

export type KeychainFault = 'locked' | 'denied' | 'unavailable'

/** The process that owns keytar, seen from outside: Electron's utility process, or a child process in tests. */
export interface KeychainWorker {
  send(request: WorkerRequest): void
  onAnswer(listener: (answer: WorkerAnswer) => void): void
  onExit(listener: () => void): void
  kill(): void
}
