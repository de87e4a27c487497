import type { Dispatcher } from 'undici'
import { download, type Downloads } from './download.ts'
import { AppError } from '../core/errors.ts'
import type { ClientCertificate } from './client-certificate.ts'
import type { FindRoutes } from './routes.ts'
import type { Sender } from './dispatcher.ts'
import { refusalOf, refuse, transportError } from './network-errors.ts'

/** A request of openid-client or a data call. Redirects are never followed. */
export interface HttpInit {
  method?: string
  headers?: Record<string, string>
  body?: string | URLSearchParams | Uint8Array | null
  signal?: AbortSignal
  /** The maximum size of the response, bytes, if larger than usual. */
  maxBytes?: number
  /** Waits up to a minute for the response, because giving up would cost a code or a token. */
  waitsLong?: boolean
  /** Presented if the server asks for one (RFC 8705). */
  certificate?: ClientCertificate
}

export interface Http {
  /**
   * Sends one request, once. Never retries, because a token request must not be repeated (a lost response may have spent the token).
   *
   * @throws AppError `offline`, `timed_out`, `tls_failed`, `proxy_refused`, `proxy_unreachable`, `proxy_unsupported`, `answer_invalid`
   * (too large, encoded, not HTTP). A caller's abort is thrown as its reason, except an expired `AbortSignal.timeout`: that is `timed_out`
   * too
   */
  fetch(url: string, init?: HttpInit): Promise<Response>
  /**
   * How far a host's clock is ahead of this computer's, milliseconds, from the last response's `Date` (RFC 9110 section 6.6.1, whole
   * seconds); null for a host without a response since the start, or since this computer's clock was set or slept.
   */
  offsetMs(host: string): number | null
  close(): Promise<void>
}

export interface Streams {
  /**
   * As `Http.fetch`, for a body of any size, which is read as fast as the caller takes it. The time limit is for the headers, and for each pause
   * of the server's; the body throws the same errors.
   */
  stream(url: string, init?: HttpInit): Promise<StreamedResponse>
}

export interface StreamedResponse {
  status: number
  headers: Headers
  body: AsyncIterable<Uint8Array>
}

export interface HttpOptions {
  userAgent: string
  /** PEM certificates trusted in addition to the system's. */
  extraCa?: string[]
  /** The certificate authorities that the system trusts, PEM. Without it, Node's own. */
  systemCa?: () => Promise<string[]>
  /** Without it, every connection is direct. */
  findRoutes?: FindRoutes
  /** The time limit of a whole request, response included: a slow response never reaches undici's own body timeout. */
  totalMs?: number
  /** The same for a request that `waitsLong`. */
  longMs?: number
  /** The maximum size of a response, bytes. */
  maxBytes?: number
  /** After how long without a request the connections with a client certificate are closed. */
  idleMs?: number
  /** Called with every measured offset. */
  onOffset?: (host: string, offsetMs: number) => void
}

/**
 * Opens the HTTP client for every request of the app. The connection pool is opened at the first request, because reading the system's
 * certificate authorities takes a while.
 */
export function openHttp(options: HttpOptions): Http & Streams & Downloads {
  const { totalMs = 15_000, longMs = 60_000, maxBytes = 1_048_576 } = options
  let opening: Promise<Sender> | null = null
  const offsets = new Map<string, { offsetMs: number; originMs: number }>()

  function measure(host: string, headers: Dispatcher.ResponseData['headers'], sentMs: number): void {
    const offsetMs = offsetOf(headers, sentMs, Date.now())
    if (offsetMs === null) return
    offsets.set(host, { offsetMs, originMs: originMs() })
    options.onOffset?.(host, offsetMs)
  }

  async function load(): Promise<Sender> {
    try {
      const { openSender } = await import('./dispatcher.ts')
      return openSender({ ...options, totalMs })
    } catch (thrown) {
      opening = null
      throw thrown
    }
  }

  const open = () => (opening ??= load())

  /** The caller's abort is thrown as its reason, except an expired `AbortSignal.timeout`. */
  function errorOf(thrown: unknown, host: string, signal: AbortSignal | undefined): unknown {
    if (!signal?.aborted) return transportError(thrown, host)
    return isTimeout(signal.reason) ? new AppError('timed_out', { host }) : signal.reason
  }

  return {
    async stream(url, { signal, ...init } = {}) {
      const sender = await open()
      const { host } = new URL(url)
      const sentMs = Date.now()
      try {
        const answer = await sender.send(url, {
          signal: signal ?? null,
          method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
          headers: { 'user-agent': options.userAgent, ...init.headers, 'accept-encoding': 'identity' },
          headersTimeout: totalMs,
          bodyTimeout: totalMs,
        })
        measure(host, answer.headers, sentMs)
        const refusal = refusalOf(answer)
        if (refusal) throw refuse(answer, host, refusal)
        return {
          status: answer.statusCode,
          headers: toHeaders(answer.headers),
          body: partsOf(answer, (thrown) => errorOf(thrown, host, signal)),
        }
      } catch (thrown) {
        throw errorOf(thrown, host, signal)
      }
    },
    async fetch(url, init = {}) {
      const sender = await open()
      const { host } = new URL(url)
      const limitMs = init.waitsLong === true ? longMs : totalMs
      const deadline = AbortSignal.timeout(limitMs)
      const sentMs = Date.now()
      try {
        const answer = await sender.send(url, {
          signal: init.signal ? AbortSignal.any([init.signal, deadline]) : deadline,
          method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
          headers: { 'user-agent': options.userAgent, ...init.headers, 'accept-encoding': 'identity' },
          body: init.body instanceof URLSearchParams ? init.body.toString() : (init.body ?? null),
          headersTimeout: limitMs,
          bodyTimeout: limitMs,
          ...(init.certificate ? { certificate: init.certificate } : {}),
        })
        measure(host, answer.headers, sentMs)
        return await toResponse(answer, { host, maxBytes: init.maxBytes ?? maxBytes })
      } catch (thrown) {
        if (init.signal?.aborted && !isTimeout(init.signal.reason)) throw init.signal.reason
        if (init.signal?.aborted || deadline.aborted) throw new AppError('timed_out', { host })
        throw transportError(thrown, host)
      }
    },
    save: async (url, file, how) =>
      download(await open(), { url, file, userAgent: options.userAgent, ...how }),
    offsetMs: (host) => {
      const known = offsets.get(host)
      return known && Math.abs(originMs() - known.originMs) < driftMs ? known.offsetMs : null
    },
    close: async () => (await opening)?.destroy(),
  }
}

/** Clocks drift by less. A larger difference means that the clock was set, or stopped while the computer slept. */
const driftMs = 5000

/** When the monotonic clock started, by the system clock: constant until somebody sets the clock. */
function originMs(): number {
  return Date.now() - performance.now()
}

/** Null without a `Date`, or if a cache or a slow response made it useless. */
function offsetOf(
  headers: Dispatcher.ResponseData['headers'],
  sentMs: number,
  receivedMs: number,
): number | null {
  const dateMs = Date.parse(String(headers['date'] ?? ''))
  const tookMs = receivedMs - sentMs
  if (Number.isNaN(dateMs) || headers['age'] !== undefined || tookMs < 0 || tookMs > 10_000) return null
  // On average, half of the current second has passed.
  return dateMs + 500 - (sentMs + tookMs / 2)
}

async function* partsOf(
  { body }: Dispatcher.ResponseData,
  errorOf: (thrown: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body as AsyncIterable<Uint8Array>
  } catch (thrown) {
    throw errorOf(thrown)
  }
}

/** Reads the whole response and counts decoded bytes: undici's own limit counts compressed ones. */
async function toResponse(
  answer: Dispatcher.ResponseData,
  limits: { host: string; maxBytes: number },
): Promise<Response> {
  const refusal = refusalOf(answer)
  if (refusal) throw refuse(answer, limits.host, refusal)

  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limits.maxBytes) throw refuse(answer, limits.host, 'too large')
    chunks.push(chunk)
  }

  const hasBody = ![204, 205, 304].includes(answer.statusCode)
  const headers = toHeaders(answer.headers)
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status: answer.statusCode, headers })
}

function toHeaders(from: Dispatcher.ResponseData['headers']): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(from)) {
    // Omit a header that a standard Response can't hold, instead of failing.
    for (const item of [value ?? ''].flat())
      if (/^[\t\x20-\x7e\x80-\xff]*$/.test(item)) headers.append(name, item)
  }
  return headers
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}
