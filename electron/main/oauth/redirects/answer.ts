/** The answer to an authorization request, as a browser delivered it. */
export interface Callback {
  /** The redirect URI with the answer's query. */
  url: URL
  /** Shows the outcome in the browser's tab, which waits until then. Resolves when the page has been sent or the tab is gone. */
  reply(outcome: 'linked' | 'stopped'): Promise<void>
}

/** What an answer is made of (RFC 6749 section 4.1.2, RFC 9207, JARM). Of each of these, one at most (RFC 6749 section 3.1). */
const strictNames: ReadonlySet<string> = new Set(['code', 'state', 'iss', 'error', 'response'])
const longestQuery = 6000

/**
 * Whether a query or form can be an authorization response: one state with a code or an error, or one signed response (JARM), each once,
 * correctly escaped, without control characters. Ignores every other parameter (RFC 6749 section 4.1.2): some servers send line breaks in
 * `error_description`.
 *
 * @param query the text after the question mark
 */
export function isAnswer(query: string): boolean {
  if (query.length > longestQuery || query.includes('#')) return false
  const given = new Set<string>()
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    const [name, value] = equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    const decoded = decode(name)
    if (decoded === null || !strictNames.has(decoded)) continue
    if (given.has(decoded) || !isReadable(value)) return false
    given.add(decoded)
  }
  if (given.has('response')) return true
  return given.has('state') && (given.has('code') || given.has('error'))
}

/**
 * Whether an address, without its query, is the redirect URI: the same scheme, host, port and path, exactly as registered or as a browser
 * writes it. Browsers add a missing path and omit the default port.
 *
 * @see RFC 8252 section 8.10, RFC 9700 section 4.1.3
 */
export function isAtRedirect(address: string, redirectUri: string): boolean {
  return address === redirectUri || address === URL.parse(redirectUri)?.href
}

function isReadable(value: string): boolean {
  const decoded = decode(value)
  // oxlint-disable-next-line no-control-regex -- finds control characters
  return decoded !== null && !/[\x00-\x1f\x7f]/.test(decoded)
}

/** Null for a malformed escape, such as %zz, and for bytes that are not UTF-8. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    // Only a URIError can be thrown here.
    return null
  }
}
