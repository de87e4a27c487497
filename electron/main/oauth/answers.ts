import { AppError } from '../core/errors.ts'

const shortestWaitMs = 1000
const longestWaitMs = 15 * 60_000

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A status that says nothing about the grant: the server, or a proxy before it, failed. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

/**
 * A status with which a token endpoint refuses. It used nothing up, whatever the body says (RFC 6749 section 5.2; some servers send 403).
 */
export function isRefusal(status: number): boolean {
  return status === 400 || status === 401 || status === 403
}

/** @returns `portal` (511), `rate_limited` or `server_unavailable`; `untilMs` when the server said how long to wait */
export function transientFailure(response: Response, url: string): AppError {
  const { host } = new URL(url)
  const { status } = response
  // RFC 6585 section 6: the network requires a sign-in first.
  if (status === 511) return new AppError('portal', { host, status })

  const untilMs = retryAtMs(response.headers.get('retry-after'), Date.now())
  const detail = { host, status, ...(untilMs === null ? {} : { untilMs }) }
  return new AppError(status === 429 ? 'rate_limited' : 'server_unavailable', detail)
}

/**
 * When to try again after a `Retry-After`: at the earliest in a second, at the latest in a quarter of an hour, because a wrong header must
 * not delay a revocation for days.
 *
 * @returns milliseconds UTC; null without a readable header
 * @see RFC 9110 section 10.2.3
 */
function retryAtMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? ''
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : httpDate(text) - nowMs
  if (Number.isNaN(waitMs)) return null
  return Math.round(nowMs + Math.min(Math.max(waitMs, shortestWaitMs), longestWaitMs))
}

function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8}, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN
}

/**
 * Whether a response is HTML where the protocol has JSON: a network's sign-in page or a web server's error page. An empty body is not
 * HTML.
 */
export function looksLikeHtml(response: Response, text: string): boolean {
  if (text.trim() === '') return false
  const type = response.headers.get('content-type') ?? ''
  return /\b(html|xml)\b/i.test(type) || text.trimStart().startsWith('<')
}

/**
 * The protocol's error code, safe to show and log: only the characters that RFC 6749 section 5.2 allows, at most 80.
 *
 * @returns null when there is none
 */
export function protocolError(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null
  return /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,80}$/.test(value) ? value : 'unreadable'
}

/** The header with the nonce for the next proof, for an answer that is rebuilt (RFC 9449 section 8). */
export function nonceOf(response: Response): Record<string, string> {
  const nonce = response.headers.get('dpop-nonce')
  return nonce === null ? {} : { 'dpop-nonce': nonce }
}
