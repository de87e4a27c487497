import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { matchesState } from '../callback.ts'
import { isAnswer, type Callback } from './answer.ts'
import { answerPage, pages } from './pages.ts'

const longestTarget = 6000
/** Callbacks that arrive before `waitFor`: a browser that is already signed in returns at once. */
const mostEarly = 20
/** A tab that does not read its page must not delay the link's end. */
const replyLimitMs = 1000

interface Candidate {
  url: URL
  response: ServerResponse
}

export interface Addresses {
  redirectUri: string
  /** Accept a response as a form POST (OAuth 2.0 Form Post Response Mode). */
  takesForms: boolean
}

export interface CallbackGate {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Sets the address whose callback it accepts. */
  open(addresses: Addresses): void
  waitFor(state: string, signal: AbortSignal): Promise<Callback>
  /** Accepts no callback from now on. */
  close(): void
}

/** Checks every request that reaches the port, and accepts one: the callback with the state of the request. */
export function openCallbackGate(): CallbackGate {
  const seen = new WeakSet<Socket>()
  const early: Candidate[] = []
  let addresses: Addresses = { redirectUri: '', takesForms: false }
  let expectedState: string | null = null
  let deliver: ((callback: Callback) => void) | null = null
  let isTaken = false

  function accept({ url, response }: Candidate, state: string): void {
    if (!matchesState(url, state)) return answerPage(response, 400, pages.refused)
    if (isTaken || deliver === null) return answerPage(response, 410, pages.over)
    isTaken = true
    deliver({ url, reply: (outcome) => replyTo(response, outcome) })
  }

  function receive(response: ServerResponse, query: string): void {
    if (!isAnswer(query)) return answerPage(response, 400, pages.refused)
    const candidate = { url: new URL(`?${query}`, addresses.redirectUri), response }
    if (expectedState !== null) accept(candidate, expectedState)
    else if (early.length < mostEarly) early.push(candidate)
    else answerPage(response, 400, pages.refused)
  }

  return {
    handle(request, response) {
      // Every answer closes its connection: a second request on it is ignored.
      if (seen.has(request.socket)) return
      seen.add(request.socket)

      const refusal = refusalOf(request, addresses)
      if (refusal !== null) return answerPage(response, refusal, pages.refused)
      if (request.method === 'GET') return receive(response, queryOf(request))
      readForm(request, (form) => receive(response, form ?? ''))
    },
    open(opened) {
      addresses = opened
    },
    waitFor(state, signal) {
      return new Promise((resolve, reject) => {
        const stop = (): void => reject(signal.reason)
        if (signal.aborted) return stop()
        signal.addEventListener('abort', stop, { once: true })
        deliver = (callback) => {
          signal.removeEventListener('abort', stop)
          resolve(callback)
        }
        expectedState = state
        for (const candidate of early.splice(0)) accept(candidate, state)
      })
    },
    close() {
      isTaken = true
    },
  }
}

/** The status for a request to refuse; null for one that may be the callback. */
function refusalOf(request: IncomingMessage, { redirectUri, takesForms }: Addresses): number | null {
  const target = request.url ?? ''
  const wanted = URL.parse(redirectUri)
  // The absolute form (RFC 9112 section 3.2.2) is for proxies.
  if (!target.startsWith('/') || wanted === null) return 400
  if (!hasHost(request, wanted.host)) return 421
  if (target.split('?', 1)[0] !== wanted.pathname) return 404
  if (request.method !== 'GET' && !(takesForms && request.method === 'POST')) return 405
  if (!isNavigation(request)) return 403
  if (request.method === 'POST') return isForm(request) && !target.includes('?') ? null : 400
  if (hasBody(request)) return 400
  return target.length <= longestTarget ? null : 400
}

/** One Host header with our address: a page that rebinds its own name to 127.0.0.1 (DNS rebinding) sends that name. */
function hasHost({ rawHeaders }: IncomingMessage, expected: string): boolean {
  // `request.headers` keeps only the first of two.
  const hosts = rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
  )
  return hosts.length === 1 && hosts[0] === expected
}

/** A navigation of the user: no fetch, image or frame of a page, and no prefetch. */
function isNavigation({ headers }: IncomingMessage): boolean {
  const prefetch = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-moz'] ?? headers['x-purpose']
  const mode = headers['sec-fetch-mode'] ?? 'navigate'
  const destination = headers['sec-fetch-dest'] ?? 'document'
  return prefetch === undefined && mode === 'navigate' && destination === 'document'
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0
}

/** A form with a small Content-Length. */
function isForm({ headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? 0)
  const isUrlencoded = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '')
  return isUrlencoded && headers['transfer-encoding'] === undefined && length > 0 && length <= longestTarget
}

/** Reads the form; null when it is incomplete. The server's request timeout limits the wait. */
function readForm(request: IncomingMessage, done: (form: string | null) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => done(Buffer.concat(chunks).toString('latin1')))
  request.on('error', () => done(null))
}

function queryOf(request: IncomingMessage): string {
  const target = request.url ?? ''
  const start = target.indexOf('?')
  return start === -1 ? '' : target.slice(start + 1)
}

function replyTo(response: ServerResponse, outcome: 'linked' | 'stopped'): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.writableEnded) return resolve()
    const limit = setTimeout(resolve, replyLimitMs)
    response.once('close', () => {
      clearTimeout(limit)
      resolve()
    })
    answerPage(response, 200, pages[outcome])
  })
}
