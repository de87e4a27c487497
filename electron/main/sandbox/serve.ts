import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { json, type SandboxRequest, type Outcome } from './wire.ts'

const longestBody = 64 * 1024

export interface Served {
  baseUrl: string
  close(): Promise<void>
}

export interface ServeOptions {
  answer(request: SandboxRequest): Outcome
  /** How long to delay the response for this path. */
  delayMs(path: string): number
  now(): number
  /** Called with errors that `answer` throws, which are bugs; the caller gets a 500. */
  onBug(thrown: unknown): void
}

/** Plain HTTP on a free port of 127.0.0.1, only for this computer. */
export async function serve(options: ServeOptions): Promise<Served> {
  const closing = new AbortController()
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    handle(options, { request, response, baseUrl, signal: closing.signal }).catch((thrown: unknown) => {
      // A caller that hangs up, or close(), is not a bug.
      if (!response.destroyed && !closing.signal.aborted) options.onBug(thrown)
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve)
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    baseUrl,
    close: () =>
      new Promise((resolve) => {
        closing.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  baseUrl: string
  signal: AbortSignal
}

async function handle(
  options: ServeOptions,
  { request, response, baseUrl, signal }: Exchange,
): Promise<void> {
  response.setHeader('x-akoya-interaction-id', interactionId(request))
  response.setHeader('date', new Date(options.now()).toUTCString())
  const url = URL.canParse(request.url ?? '', baseUrl) ? new URL(request.url ?? '', baseUrl) : null
  if (url === null) return send(response, json(400, { message: 'Bad request' }))
  // Refuse a page elsewhere whose name resolves to this computer (DNS rebinding).
  if (`http://${request.headers.host}` !== baseUrl || url.origin !== baseUrl) {
    return send(response, json(421, { message: 'Misdirected request' }))
  }
  // Refuse a form of another site. Programs other than browsers send no Origin.
  const { origin } = request.headers
  if (request.method === 'POST' && origin !== undefined && origin !== baseUrl) {
    return send(response, json(403, { message: 'Request from another site' }))
  }

  const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
  if (typeof form === 'number') return send(response, json(form, { message: 'Body refused' }))
  const delayMs = options.delayMs(url.pathname)
  if (delayMs > 0) await wait(delayMs, undefined, { signal })
  send(response, outcomeOf(options, { method: request.method ?? '', url, headers: request.headers, form }))
}

function outcomeOf(options: ServeOptions, request: SandboxRequest): Outcome {
  try {
    return options.answer(request)
  } catch (thrown) {
    options.onBug(thrown)
    return json(500, { code: 500, message: 'Internal server error' })
  }
}

function send(response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'lost') {
    response.destroy()
    return
  }
  response.writeHead(outcome.status, {
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'x-content-type-options': 'nosniff',
    ...(outcome.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(outcome.body)) }),
    ...outcome.headers,
  })
  response.end(outcome.body)
}

/** Reads a form as browsers and clients send it, or returns the status to refuse it with. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | 413 | 415> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return 415

  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBody) return 413
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** Every response carries one, for support. A caller may send its own. */
function interactionId(request: IncomingMessage): string {
  const given = request.headers['x-akoya-interaction-id']
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID()
}
