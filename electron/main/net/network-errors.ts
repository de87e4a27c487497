import type { Dispatcher } from 'undici'
import { AppError } from '../core/errors.ts'

/** Why a response can't be read: its status is invalid, or it is encoded although we did not request that. Null if it can. */
export function refusalOf({ headers, statusCode }: Dispatcher.ResponseData): string | null {
  const encodings = [headers['content-encoding'] ?? ''].flat().join(',').toLowerCase().split(',')
  if (encodings.some((encoding) => !['', 'identity'].includes(encoding.trim()))) return 'content-encoding'
  return statusCode < 200 || statusCode > 599 ? 'status' : null
}

/** Discards a response whose body is not read. */
export function refuse(answer: Dispatcher.ResponseData, host: string, cause: string): AppError {
  // Destroying the body emits an error that has no other listener.
  answer.body.on('error', () => {}).destroy()
  return new AppError('answer_invalid', { host, cause })
}

const timeoutCodes = /^(UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT)$/
const tlsCodes =
  /^(CERT_|CRL_|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_(CA|PURPOSE)|PATH_LENGTH|EPROTO|UNSPECIFIED|EE_KEY_|CA_)/
const answerCodes = /^(HPE_|UND_ERR_(HEADERS_OVERFLOW|RES_|INFO))/
const offlineCodes = /^(E[A-Z]+(_[A-Z]+)?|UND_ERR_(SOCKET|ABORTED|PRX_TLS|CLOSED|DESTROYED))$/

/** Converts undici's errors to `timed_out`, `tls_failed`, `answer_invalid` or `offline`; returns any other unchanged. */
export function transportError(thrown: unknown, host: string): unknown {
  if (thrown instanceof AppError) return thrown
  const cause = codeOf(thrown)
  if (timeoutCodes.test(cause)) return new AppError('timed_out', { host, cause })
  if (tlsCodes.test(cause)) return new AppError('tls_failed', { host, cause })
  if (answerCodes.test(cause)) return new AppError('answer_invalid', { host, cause })
  // ERR_… is a bug of the caller, such as an invalid header, not a network failure.
  if (offlineCodes.test(cause) && !cause.startsWith('ERR_')) return new AppError('offline', { host, cause })
  return thrown
}

/**
 * Why a connection failed. Nothing was sent.
 *
 * @param expiresAtMs when the server's certificate expires, if known
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

/** Why a proxy could not connect to a host. */
export function tunnelError(thrown: unknown, about: { host: string; proxy: string }): AppError {
  const cause = codeOf(thrown)
  return tlsCodes.test(cause)
    ? new AppError('tls_failed', { host: about.proxy, cause, wasSent: false })
    : new AppError('proxy_unreachable', { ...about, cause })
}

/** OpenSSL's codes for errors that Node describes only with a sentence. */
const weaknesses: [sentence: RegExp, code: string][] = [
  [/EE certificate key too weak/i, 'EE_KEY_TOO_SMALL'],
  [/CA certificate key too weak/i, 'CA_KEY_TOO_SMALL'],
  [/CA signature digest algorithm too weak/i, 'CA_MD_TOO_WEAK'],
]

/** The system's code for a failure: on the error, or on the one it wraps. */
function codeOf(thrown: unknown): string {
  let found = thrown instanceof Error && thrown.name === 'HTTPParserError' ? 'HPE_INVALID' : ''
  for (let error = thrown; error instanceof Error; error = error.cause) {
    // The innermost code is the most specific: UND_ERR_SOCKET wraps ECONNRESET.
    if ('code' in error && typeof error.code === 'string') found = error.code
  }
  if (found !== 'UNSPECIFIED') return found
  return weaknesses.find(([sentence]) => sentence.test(String(thrown)))?.[1] ?? found
}
