import type { Failure } from '../../../../shared/errors.ts'

/**
 * Whether a refresh that failed so may all the same have reached the server and spent the token. An answer that says no by itself, and a
 * request that never left, have spent nothing.
 *
 * @see RFC 6749 section 6: the server may have issued a new refresh token and discarded the old one
 */
export function isPossiblySpent({ code, detail }: Failure): boolean {
  // 4xx: the server says no by itself. 408 is a front that did not wait.
  const { status = 0 } = detail
  if (status >= 400 && status < 500 && status !== 408) return false
  switch (code) {
    case 'offline':
    case 'timed_out':
      return detail.wasSent !== false
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
