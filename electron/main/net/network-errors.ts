import type { Dispatcher } from 'undici'
import { AppError } from '../core/errors.ts'

/** Why an answer is not read: its status is none, or it is encoded although nobody asked for that. Null when it can be. */
export function refusalOf({ headers, statusCode }: Dispatcher.ResponseData): string | null {
  const encodings = [headers['content-encoding'] ?? ''].flat().join(',').toLowerCase().split(',')
  if (encodings.some((encoding) => !['', 'identity'].includes(encoding.trim()))) return 'content-encoding'
  return statusCode < 200 || statusCode > 599 ? 'status' : null
}

/** Drops an answer whose body is not read to its end. */
export function refuse(answer: Dispatcher.ResponseData, host: string, cause: string): AppError {
  // What is destroyed says so as an error, which nobody else listens for.
  answer.body.on('error', () => {}).destroy()
  return new AppError('answer_invalid', { host, cause })
}

const timeoutCodes = /^(UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT)$/
const tlsCodes =
  /^(CERT_|CRL_|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_(CA|PURPOSE)|PATH_LENGTH|EPROTO|UNSPECIFIED|EE_KEY_|CA_)/
const answerCodes = /^(HPE_|UND_ERR_(HEADERS_OVERFLOW|RES_|INFO))/
const offlineCodes = /^(E[A-Z]+(_[A-Z]+)?|UND_ERR_(SOCKET|ABORTED|PRX_TLS|CLOSED|DESTROYED))$/

/** What undici throws, as `timed_out`, `tls_failed`, `answer_invalid` or `offline`; anything else as it is. */
export function transportError(thrown: unknown, host: string): unknown {
  if (thrown instanceof AppError) return thrown
  const cause = codeOf(thrown)
  if (timeoutCodes.test(cause)) return new AppError('timed_out', { host, cause })
  if (tlsCodes.test(cause)) return new AppError('tls_failed', { host, cause })
  if (answerCodes.test(cause)) return new AppError('answer_invalid', { host, cause })
  // ERR_… is a mistake of the caller, such as a header that can't be sent: a bug, not the network.
  if (offlineCodes.test(cause) && !cause.startsWith('ERR_')) return new AppError('offline', { host, cause })
  return thrown
}

/**
 * What kept a connection from being made, by which nothing was sent.
 *
 * @param expiresAtMs when the server's certificate ends, where it was seen
 */
export function connectionError(thrown: Error, host: string, expiresAtMs?: number): Error {
  const error = transportError(thrown, host)
  if (!(error instanceof AppError)) return thrown
  const hasExpired = error.detail.cause === 'CERT_HAS_EXPIRED' && Number.isFinite(expiresAtMs)
  return new AppError(error.code, {
    ...error.detail,
    wasSent: false,
    ...(hasExpired ? { expiredAtMs: expiresAtMs } : {}),
  })
}

/** What kept a proxy from leading to a host. */
export function tunnelError(thrown: unknown, about: { host: string; proxy: string }): AppError {
  const cause = codeOf(thrown)
  return tlsCodes.test(cause)
    ? new AppError('tls_failed', { host: about.proxy, cause, wasSent: false })
    : new AppError('proxy_unreachable', { ...about, cause })
}

/** OpenSSL's names of what Node has only a sentence for. */
const weaknesses: [sentence: RegExp, code: string][] = [
  [/EE certificate key too weak/i, 'EE_KEY_TOO_SMALL'],
  [/CA certificate key too weak/i, 'CA_KEY_TOO_SMALL'],
  [/CA signature digest algorithm too weak/i, 'CA_MD_TOO_WEAK'],
]

/** The system's word for what failed: on the error, or inside the one it wraps. */
function codeOf(thrown: unknown): string {
  let found = thrown instanceof Error && thrown.name === 'HTTPParserError' ? 'HPE_INVALID' : ''
  for (let error = thrown; error instanceof Error; error = error.cause) {
    // The innermost says most: UND_ERR_SOCKET wraps ECONNRESET.
    if ('code' in error && typeof error.code === 'string') found = error.code
  }
  if (found !== 'UNSPECIFIED') return found
  return weaknesses.find(([sentence]) => sentence.test(String(thrown)))?.[1] ?? found
}
