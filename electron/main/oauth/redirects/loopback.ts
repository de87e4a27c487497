import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '../../errors.ts'
import { answerPage, pages } from './pages.ts'

export interface Redirect {
  /** Exactly what is registered and sent. */
  redirectUri: string
  /** Resolves with the one callback that carries this state, rejects with the signal's reason. */
  callback(state: string, signal: AbortSignal): Promise<Callback>
  /** Stops listening and closes every socket at once. */
  close(): Promise<void>
}

export interface Callback {
  /** The redirect URI with the answer's query. */
  url: URL
  /** Tells the browser's tab how it went; until then the tab waits. */
  reply(outcome: 'linked' | 'stopped'): Promise<void>
}

export type LoopbackMode = { mode: 'loopback' } | { mode: 'fixed'; uri: string }

const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost']
const longestUrl = 6000
const waitingLimitMs = 30_000

/**
 * Listens for the answer on this computer only: on any free port with a path that nobody can guess, or on the registered host,
 * port and path. A request counts only when it is a plain navigation by GET to the exact path with the state that was sent;
 * everything else is answered and ignored.
 *
 * @throws AppError `port_in_use`, `port_reserved`, `invalid_input` for a URI that is not a loopback address
 * @see RFC 8252 sections 7.3 and 8.3
 */
export async function openLoopback(mode: LoopbackMode): Promise<Redirect> {
  const wanted = placeOf(mode)
  const desk = openDesk(wanted.path)
  const servers = await listenAll(wanted, desk.handle)
  const port = portOf(servers)
  const redirectUri = mode.mode === 'fixed' ? mode.uri : `http://127.0.0.1:${port}${wanted.path}`
  desk.expect(redirectUri, `${wanted.host}:${port}`)

  return {
    redirectUri,
    callback: (state, signal) => desk.waitFor(state, signal),
    close: async () => {
      desk.stop()
      await Promise.all(servers.map(closeServer))
    },
  }
}

interface Place {
  host: string
  /** More than one for `localhost`: a browser may try either family first. */
  addresses: string[]
  /** 0 for any. */
  port: number
  path: string
}

function placeOf(mode: LoopbackMode): Place {
  if (mode.mode === 'loopback') {
    const path = `/r/${randomBytes(16).toString('base64url')}`
    return { host: '127.0.0.1', addresses: ['127.0.0.1'], port: 0, path }
  }
  const url = URL.parse(mode.uri)
  if (url?.protocol !== 'http:' || !loopbackHosts.includes(url.hostname) || url.search || url.hash) {
    throw new AppError('invalid_input', { field: 'redirect.uri' })
  }
  const addresses = {
    localhost: ['127.0.0.1', '::1'],
    '[::1]': ['::1'],
  }[url.hostname] ?? ['127.0.0.1']
  return { host: url.hostname, addresses, port: Number(url.port || 80), path: url.pathname }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function listenAll(place: Place, handler: Handler): Promise<Server[]> {
  const servers: Server[] = []
  try {
    for (const address of place.addresses) {
      const server = await listen(address, place.port, handler)
      if (server) servers.push(server)
    }
    return servers
  } catch (thrown) {
    await Promise.all(servers.map(closeServer))
    throw thrown
  }
}

/** @returns null where the computer has no such address family */
function listen(address: string, port: number, handler: Handler): Promise<Server | null> {
  const server = createServer(
    {
      headersTimeout: 3000,
      requestTimeout: 4000,
      connectionsCheckingInterval: 500,
      maxHeaderSize: 16_384,
      keepAlive: false,
    },
    handler,
  )
  server.on('connect', (_request, socket) => socket.destroy())
  server.on('upgrade', (_request, socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (address === '::1' && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'))
        resolve(null)
      else reject(listenError(error, port))
    })
    server.listen({ host: address, port, exclusive: true }, () => resolve(server))
  })
}

/** Windows answers EACCES for a port inside a range that it keeps for itself, Unix for one below 1024. */
export function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new AppError('port_in_use', { port })
  if (error.code === 'EACCES') return new AppError('port_reserved', { port })
  return error
}

function portOf(servers: Server[]): number {
  return (servers[0]?.address() as AddressInfo).port
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** Looks at every request and lets one through. */
function openDesk(path: string) {
  let redirectUri = ''
  let expectedHost = ''
  let state: string | null = null
  let isTaken = false
  let deliver: (callback: Callback) => void = () => undefined
  let held: ServerResponse | null = null
  // An answer can come before anyone waits: a browser that is signed in already is back at once.
  const early: { url: URL; response: ServerResponse }[] = []

  function judge(request: IncomingMessage, response: ServerResponse): void {
    const refusal = refusalOf(request, { path, expectedHost })
    if (refusal !== null) return answerPage(response, refusal, pages.refused)

    const url = new URL(redirectUri)
    url.search = (request.url ?? '').split('?')[1] ?? ''
    if (isTaken) return answerPage(response, 410, pages.over)
    if (state === null) {
      if (early.length < 20) early.push({ url, response })
      else answerPage(response, 400, pages.refused)
      return
    }
    take(url, response, state)
  }

  function take(url: URL, response: ServerResponse, expected: string): void {
    if (isTaken || !matchesState(url, expected)) {
      answerPage(response, isTaken ? 410 : 400, isTaken ? pages.over : pages.refused)
      return
    }
    isTaken = true
    held = response
    response.setTimeout(waitingLimitMs)
    deliver({ url, reply: (outcome) => replyTo(response, outcome) })
  }

  return {
    handle: judge,
    expect(uri: string, host: string) {
      redirectUri = uri
      expectedHost = host
    },
    waitFor(expected: string, signal: AbortSignal): Promise<Callback> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error)
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
        deliver = resolve
        state = expected
        for (const { url, response } of early.splice(0)) take(url, response, expected)
      })
    },
    stop() {
      isTaken = true
      held?.destroy()
    },
  }
}

/** The status that a request is turned away with, or null for one that may be the answer. */
function refusalOf(
  request: IncomingMessage,
  expected: { path: string; expectedHost: string },
): number | null {
  const { rawHeaders } = request
  const target = request.url ?? ''
  if (!target.startsWith('/')) return 400
  if (target.length > longestUrl) return 400
  if ((target.split('?')[0] ?? '') !== expected.path) return 404
  if (request.method !== 'GET') return 405

  // `request.headers` keeps only the first of two Host headers.
  const hosts = rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
  )
  if (hosts.length !== 1 || hosts[0] !== expected.expectedHost) return 421
  if (!isNavigation(request)) return 403
  return hasBrokenQuery(target) ? 400 : null
}

/** A person's browser goes there; a page's fetch, image, frame or a guess of what might be wanted next does not count. */
function isNavigation({ headers }: IncomingMessage): boolean {
  const mode = headers['sec-fetch-mode']
  const destination = headers['sec-fetch-dest']
  const purpose = headers['sec-purpose'] ?? headers['purpose']
  if (purpose !== undefined) return false
  if (mode !== undefined && mode !== 'navigate') return false
  return destination === undefined || destination === 'document'
}

function hasBrokenQuery(target: string): boolean {
  try {
    return /\0/.test(decodeURIComponent((target.split('?')[1] ?? '').replaceAll('+', ' ')))
  } catch {
    // A malformed escape, such as %zz.
    return true
  }
}

/** True for exactly one state, the one that was sent; compared in constant time. */
export function matchesState(url: URL, state: string): boolean {
  const given = url.searchParams.getAll('state')
  const [only] = given
  if (only === undefined || given.length !== 1 || url.searchParams.getAll('code').length > 1) return false
  const a = Buffer.from(only)
  const b = Buffer.from(state)
  return a.length === b.length && timingSafeEqual(a, b)
}

function replyTo(response: ServerResponse, outcome: 'linked' | 'stopped'): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.writableEnded) return resolve()
    response.once('close', resolve)
    answerPage(response, 200, outcome === 'linked' ? pages.linked : pages.stopped)
  })
}
