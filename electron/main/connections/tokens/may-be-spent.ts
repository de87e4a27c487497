import type { Failure } from '../../../../shared/errors.ts'

/** Network errors before the request was sent: no address, no connection. */
const unsent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/

/**
 * Whether a failed refresh may have reached the server and spent the token. A refusal, and a request that was never sent, spend nothing.
 *
 * @see RFC 6749 section 6: the server may have issued a new refresh token and discarded the old one
 */
export function isPossiblySpent({ code, detail }: Failure): boolean {
  // 4xx is a refusal by the server; 408 is a gateway that did not wait for it.
  const { status = 0 } = detail
  if (status >= 400 && status < 500 && status !== 408) return false
  switch (code) {
    case 'offline':
    case 'timed_out':
      return !unsent.test(detail.cause ?? '')
    case 'portal':
      return detail.status === 200
    case 'server_unavailable':
      return detail.status !== 503
    case 'answer_invalid':
    case 'id_token_invalid':
    case 'internal':
      return true
    default:
      return false
  }
}
