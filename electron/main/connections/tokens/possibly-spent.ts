import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'

/**
 * Whether a failed refresh may have reached the server and spent the token. A refusal, and a request that was never sent, spend nothing.
 *
 * @see RFC 6749 section 6: the server may have issued a new refresh token and discarded the old one
 */
export function isPossiblySpent({ code, detail }: Failure): boolean {
  // 4xx is a refusal by the server; 408 is a gateway that did not wait for it.
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
