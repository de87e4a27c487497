/** What Node and browsers both have (WHATWG URL). */
declare const URL: { parse(text: string): { readonly pathname: string } | null }

/** As registered, letter for letter: nothing that URL parsing would change, no query, no fragment. */
const fixedUri = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::(\d{1,5}))?(\/[\w\-.~!$&'()*+,;=:@%/]*)?$/

export interface FixedRedirect {
  host: string
  /** Null if the URI names none, which means 80. */
  port: number | null
  path: string
}

/**
 * The parts of a redirect URI on this computer.
 *
 * @returns null for a URI that can't be listened at, or that browsers would not return to letter for letter
 * @see RFC 8252 section 7.3
 */
export function parseFixedRedirect(uri: string): FixedRedirect | null {
  const [, host, port, path = '/'] = fixedUri.exec(uri) ?? []
  if (host === undefined || URL.parse(uri)?.pathname !== path || port === '0') return null
  return { host, port: port === undefined ? null : Number(port), path }
}
