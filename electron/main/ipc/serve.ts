import type { IpcMain, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { callChannel, eventChannel } from '../../../shared/channels.ts'
import {
  events,
  methods,
  type Envelope,
  type EventName,
  type EventPayload,
  type Handlers,
  type Method,
} from '../../../shared/contract.ts'
import { failure } from '../../../shared/errors.ts'
import { AppError, toFailure } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { storeError } from '../store/failures.ts'

type Sender = Pick<IpcMainInvokeEvent, 'sender'> & {
  senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null
}

export interface Serving {
  /** The origin of the page that may call. */
  origin: string
  handlers: Handlers
  log: Log
  /** Whether the app is closing what the handlers need: every call is then refused. */
  isClosing: () => boolean
}

/**
 * Serves every method of the contract on one channel: checks the sender, parses the input, runs the handler, parses the output, wraps it.
 * Parsing the output removes every key that the contract does not name, so that no token can reach the window.
 */
export function serveCalls(ipcMain: Pick<IpcMain, 'handle'>, options: Serving): void {
  ipcMain.handle(callChannel, (event: IpcMainInvokeEvent, method: unknown, input: unknown) =>
    answerCall(options, event, method, input),
  )
}

export async function answerCall(
  options: Serving,
  event: Sender,
  method: unknown,
  input: unknown,
): Promise<Envelope> {
  const startedMs = performance.now()
  try {
    if (!isOurWindow(event, options.origin)) throw new AppError('sender_refused')
    if (options.isClosing()) return refusedByClosing
    if (!isMethod(method)) throw new AppError('invalid_input', { field: 'method' })
    const value = await run(options.handlers, method, input)
    options.log.debug('call.answered', { method, durationMs: Math.round(performance.now() - startedMs) })
    return { ok: true, value }
  } catch (thrown) {
    // It was under way when closing began, and failed because of that.
    if (options.isClosing()) return refusedByClosing
    const error = failure.parse(toFailure(storeError(thrown)))
    const facts = {
      method: isMethod(method) ? method : 'unknown',
      problem: error.code,
      durationMs: Math.round(performance.now() - startedMs),
    }
    if (error.code === 'internal') options.log.error('call.failed', thrown, facts)
    else options.log.warn('call.refused', facts)
    return { ok: false, error }
  }
}

const refusedByClosing: Envelope = { ok: false, error: { code: 'closing', detail: {} } }

/** Sends an event to the window. Parses the payload, for the same reason as a call's output. */
export function sendEvent<E extends EventName>(
  webContents: Pick<WebContents, 'send' | 'isDestroyed'>,
  name: E,
  payload: EventPayload<E>,
): void {
  if (!webContents.isDestroyed()) webContents.send(eventChannel, name, events[name].parse(payload))
}

async function run<M extends Method>(handlers: Handlers, method: M, input: unknown): Promise<unknown> {
  const parsed = methods[method].input.safeParse(input)
  if (!parsed.success) {
    throw new AppError('invalid_input', { field: parsed.error.issues[0]?.path.join('.').slice(0, 80) ?? '' })
  }
  const handler: (input: never) => unknown = handlers[method]
  return methods[method].output.parse(await handler(parsed.data as never))
}

/** Only the top frame of one of our pages may call. It is null for a frame that has navigated away. */
function isOurWindow(event: Sender, origin: string): boolean {
  const frame = event.senderFrame
  return frame?.parent === null && frame.url.startsWith(`${origin}/`)
}

function isMethod(method: unknown): method is Method {
  return typeof method === 'string' && Object.hasOwn(methods, method)
}
