/** Of each of these, one at most (RFC 6749 section 3.1). */
const singles = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'response']
const longestQuery = 6000

/**
 * Whether a query, or a form of the same kind, can be the answer to an authorization request: one state with a code or an error, or
 * one signed answer (JARM), each once, in escapes that mean something, without control characters.
 *
 * @param query what stands behind the question mark
 */
export function isAnswer(query: string): boolean {
  if (query.length > longestQuery || query.includes('#') || !isReadable(query)) return false
  const parameters = new URLSearchParams(query)
  if (singles.some((name) => parameters.getAll(name).length > 1)) return false
  if (parameters.has('response')) return true
  return parameters.has('state') && (parameters.has('code') || parameters.has('error'))
}

/**
 * Whether an address, without its query, is the redirect URI: the same scheme, host, port and path, letter for letter.
 *
 * @see RFC 8252 section 8.10, RFC 9700 section 4.1.3
 */
export function isAtRedirect(address: string, redirectUri: string): boolean {
  return address === redirectUri || address === withPath(redirectUri)
}

/** Browsers write a path where the registered address has none. */
function withPath(redirectUri: string): string {
  const url = URL.parse(redirectUri)
  return url?.pathname === '/' && !redirectUri.endsWith('/') ? `${redirectUri}/` : redirectUri
}

function isReadable(query: string): boolean {
  try {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    return !/[\x00-\x1f\x7f]/.test(decodeURIComponent(query))
  } catch {
    // A malformed escape, such as %zz, or bytes that are not UTF-8.
    return false
  }
}
