import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import {
  clientKeyBytes,
  localHeaders,
  localLimits,
  mostRequestBytes,
} from '../../../shared/local-protocol.ts'
import { AppError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Caller, LocalService } from './answer.ts'
import { sendAnswer, sendError } from './send.ts'

/** How long a connection may be silent before a request, and how long the request itself may take to arrive. */
const requestMs = 30_000

interface HttpOptions {
  service: LocalService
  log: Log
  /** The call on a connection begins, or ends, to wait for a person. */
  setAsking: (socket: Socket, isAsking: boolean) => void
}

/** HTTP/1.1 on connections that have proven themselves: one method a request, POST with a JSON object. */
export function serveHttp({ service, log, setAsking }: HttpOptions): { serve(socket: Socket): void } {
  const timers = new WeakMap<Socket, NodeJS.Timeout>()
  const awaitRequest = (socket: Socket): void => {
    clearTimeout(timers.get(socket))
    if (!socket.destroyed) timers.set(socket, setTimeout(() => socket.destroy(), requestMs).unref())
  }

  // The server itself never listens: it is handed connections.
  const server = createServer(
    { maxHeaderSize: 16 * 1024, keepAliveTimeout: requestMs },
    (request, response) => {
      // An answered request has no socket any more.
      const { socket } = request
      response.once('close', () => awaitRequest(socket))
      answer(request, response).catch((thrown: unknown) => {
        log.error('script.not_answered', thrown)
        response.destroy()
      })
    },
  )
  server.on('clientError', (_thrown, socket) => socket.destroy())

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now()
    const method = (request.url ?? '').slice(1, 100)
    const { socket } = request
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const facts = () => ({ method: nameOf(method), durationMs: Math.round(performance.now() - startedMs) })
    try {
      const input = await readInput(request)
      clearTimeout(timers.get(socket))
      const caller = {
        ...callerOf(request, gone.signal),
        setAsking: (isAsking: boolean) => setAsking(socket, isAsking),
      }
      await sendAnswer(response, await service.run({ method, input, caller }), service)
      log.debug('script.answered', facts())
    } catch (thrown) {
      if (gone.signal.aborted) return
      const { status, error } = service.toError(thrown)
      if (error.code === 'internal') log.error('script.failed', thrown, facts())
      else log.info('script.refused', { ...facts(), problem: error.code })
      sendError(response, status, error)
    }
  }

  return {
    serve: (socket) => {
      awaitRequest(socket)
      server.emit('connection', socket)
      socket.resume()
    },
  }
}

/** For the log: nothing that a client made up. */
function nameOf(method: string): string {
  return /^[a-z]{1,20}\.[a-zA-Z]{1,20}$/.test(method) ? method : 'unknown'
}

/** @throws AppError `invalid_input` */
async function readInput(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST') throw invalid('method')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostRequestBytes) throw invalid('size')
    chunks.push(chunk)
  }
  try {
    return size === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown)
  } catch {
    throw invalid('json')
  }
}

/** @throws AppError `invalid_input` */
function callerOf(request: IncomingMessage, signal: AbortSignal): Omit<Caller, 'setAsking'> {
  const key = headerOf(request, localHeaders.client)
  const waitMs = Number(headerOf(request, localHeaders.wait) ?? 0)
  if (!Number.isSafeInteger(waitMs) || waitMs < 0) throw invalid(localHeaders.wait)
  return {
    keyHash: key === null ? null : keyHashOf(key),
    name: textOf(request, localHeaders.name, localLimits.name),
    folder: textOf(request, localHeaders.folder, localLimits.folder),
    waitMs: Math.min(waitMs, localLimits.waitMs),
    signal,
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function keyHashOf(key: string): string {
  const bytes = Buffer.from(key, 'base64url')
  if (bytes.length !== clientKeyBytes || bytes.toString('base64url') !== key) {
    throw invalid(localHeaders.client)
  }
  return createHash('sha256').update(bytes).digest('hex')
}

/** One line without what changes how it looks: control characters, and those that turn the direction of writing. */
function textOf(request: IncomingMessage, name: string, most: number): string {
  const value = headerOf(request, name) ?? ''
  try {
    const text = decodeURIComponent(value)
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
    return [...text].slice(0, most).join('')
  } catch {
    throw invalid(name)
  }
}

function invalid(field: string): AppError {
  return new AppError('invalid_input', { field })
}
