import type { EventName, EventPayload, Input, Method, MooringApi, Output } from '../../shared/contract.ts'
import type { Failure } from '../../shared/errors.ts'

declare global {
  interface Window {
    /** The page's only access to the main process, provided by preload.ts. */
    readonly mooring: MooringApi
  }
}

/** The main process refused a call, or the call failed there. */
export class CallFailure extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.code)
    this.name = 'CallFailure'
    this.failure = failure
  }
}

let inProgress = 0

/** Calls that have not been answered. */
export function callsInProgress(): number {
  return inProgress
}

/** @throws CallFailure */
export async function call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
  inProgress += 1
  const answer = await window.mooring.call(method, input).finally(() => {
    inProgress -= 1
  })
  if (!answer.ok) throw new CallFailure(answer.error)
  // Parsed by serve.ts with this method's output schema.
  return answer.value as Output<M>
}

/** @returns stops listening */
export function on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
  return window.mooring.on(event, (payload) => listener(payload as EventPayload<E>))
}

export function toFailure(thrown: unknown): Failure {
  return thrown instanceof CallFailure ? thrown.failure : { code: 'internal', detail: {} }
}
