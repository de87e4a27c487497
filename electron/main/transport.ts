import type { Dispatcher } from 'undici'
import { AppError } from './errors.ts'

/** Why an answer is not read: its status is none, or it is encoded although nobody asked for that. Null when it can be. */
export function refusalOf({ headers, statusCode }: Dispatcher.ResponseData): string | null {
  const encoding = headers['content-encoding']
  // RFC 9110 section 8.4.1: codings are case-insensitive.
  if (encoding !== undefined && String(encoding).toLowerCase() !== 'identity') return 'content-encoding'
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
  /^(CERT_|CRL_|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_(CA|PURPOSE)|PATH_LENGTH|EPROTO)/
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

/** The system's word for what failed: on the error, or inside the one it wraps. */
function codeOf(thrown: unknown): string {
  let found = thrown instanceof Error && thrown.name === 'HTTPParserError' ? 'HPE_INVALID' : ''
  for (let error = thrown; error instanceof Error; error = error.cause) {
    // The innermost says most: UND_ERR_SOCKET wraps ECONNRESET.
    if ('code' in error && typeof error.code === 'string') found = error.code
  }
  return found
}
