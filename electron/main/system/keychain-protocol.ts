/** The messages between client and worker. Values are base64url, opaque to the worker. */
export type WorkerRequest =
  | { id: number; verb: 'get' | 'delete'; service: string; account: string }
  | { id: number; verb: 'set'; service: string; account: string; value: string }

export type WorkerAnswer =
  | { id: number; ok: true; value: string | null }
  | { id: number; ok: false; fault: KeychainFault }

/** The response to `delete` when the item existed. */
export type Deleted = 'deleted'

export type KeychainFault = 'locked' | 'denied' | 'unavailable'

/** The process that loads keytar: Electron's utility process, or a child process in tests. */
export interface KeychainWorker {
  send(request: WorkerRequest): void
  onAnswer(listener: (answer: WorkerAnswer) => void): void
  onExit(listener: () => void): void
  kill(): void
}
