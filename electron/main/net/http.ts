import type { Dispatcher } from 'undici'
import { download, type Downloads } from './download.ts'
import { AppError } from '../core/errors.ts'
import type { FindRoutes } from './routes.ts'
import type { Sender } from './dispatcher.ts'
import { refusalOf, refuse, transportError } from './network-errors.ts'

/** A request as openid-client and the data calls make it. Redirects are never followed. */
export interface HttpInit {
  method?: string
  headers?: Record<string, string>
  body?: string | URLSearchParams | Uint8Array | null
  signal?: AbortSignal
  /** The longest answer that is read, bytes, where it may be longer than usual. */
  maxBytes?: number
}

export interface Http {
  /**
   * Sends one request, once: nothing is retried here, because a token request must not be (a lost answer may have spent the token).
   *
   * @throws AppError `offline`, `timed_out`, `tls_failed`, `proxy_refused`, `proxy_unreachable`, `proxy_unsupported`,
   *   `answer_invalid` (too large, encoded, not HTTP). A caller's abort is thrown as its reason, but for an `AbortSignal.timeout` that
   *   ran out: that is `timed_out` too
   */
  fetch(url: string, init?: HttpInit): Promise<Response>
  /**
   * How far a host's clock is ahead of this computer's, milliseconds, by the last answer's `Date` (RFC 9110 section 6.6.1, whole
   * seconds); null for a host that has not answered yet, or not since this computer's clock was set or slept.
   */
  offsetMs(host: string): number | null
  close(): Promise<void>
}

export interface HttpOptions {
  userAgent: string
  /** PEM certificates trusted besides the system's. */
  extraCa?: string[]
  /** The certificate authorities that the system trusts, PEM. Without it, those that come with Node are. */
  systemCa?: () => Promise<string[]>
  /** Directly without it. */
  findRoutes?: FindRoutes
  /** For a whole request, answer read: a slow drip never trips undici's own body timeout. */
  totalMs?: number
  /** The longest answer that is read, bytes. */
  maxBytes?: number
  /** Told of every offset that is measured. */
  onOffset?: (host: string, offsetMs: number) => void
}

/** The one way out under every request of the app. It is opened at the first: reading the system's trust takes a while. */
export function openHttp(options: HttpOptions): Http & Downloads {
  const { totalMs = 15_000, maxBytes = 1_048_576 } = options
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

  return {
    async fetch(url, init = {}) {
      const sender = await open()
      const { host } = new URL(url)
      const deadline = AbortSignal.timeout(totalMs)
      const sentMs = Date.now()
      try {
        const answer = await sender.send(url, {
          signal: init.signal ? AbortSignal.any([init.signal, deadline]) : deadline,
          method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
          headers: { 'user-agent': options.userAgent, ...init.headers, 'accept-encoding': 'identity' },
          body: init.body instanceof URLSearchParams ? init.body.toString() : (init.body ?? null),
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

/** Clocks drift apart by less; one that is set, or that stood still while the computer slept, is off by more. */
const driftMs = 5000

/** Where the clock that never jumps began, by the one that may: constant until somebody sets it. */
function originMs(): number {
  return Date.now() - performance.now()
}

/** Null without a `Date`, or with one that a cache or a slow answer has made worthless. */
function offsetOf(
  headers: Dispatcher.ResponseData['headers'],
  sentMs: number,
  receivedMs: number,
): number | null {
  const dateMs = Date.parse(String(headers['date'] ?? ''))
  const tookMs = receivedMs - sentMs
  if (Number.isNaN(dateMs) || headers['age'] !== undefined || tookMs < 0 || tookMs > 10_000) return null
  // A second that has begun is half over on average.
  return dateMs + 500 - (sentMs + tookMs / 2)
}

/** Reads the whole answer, counting decoded bytes: undici's own limit counts compressed ones. */
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
    // Whatever a header of a standard Response can't hold is left out rather than a reason to fail.
    for (const item of [value ?? ''].flat())
      if (/^[\t\x20-\x7e\x80-\xff]*$/.test(item)) headers.append(name, item)
  }
  return headers
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}
