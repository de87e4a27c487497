import { errorTraits } from '../../../../shared/error-traits.ts'
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
  switch (errorTraits[code].spendsToken) {
    case 'always':
      return true
    case 'if-sent':
      return detail.wasSent !== false
    case 'if-200':
      return status === 200
    case 'unless-503':
      return status !== 503
    default:
      return false
  }
}
