import { AppError } from '../errors.ts'

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * An endpoint that a browser or a secret may be sent to: https, or http on this computer where the profile allows it.
 *
 * @returns the same text, because endpoints are compared and used as written
 * @throws AppError `endpoint_insecure`
 * @see RFC 6749 sections 3.1 and 3.2, RFC 8414 section 6.1
 */
export function checkEndpoint(text: string, rules: { allowLoopbackHttp: boolean }): string {
  const url = URL.parse(text)
  const isSecure = url?.protocol === 'https:'
  const isLocal = url?.protocol === 'http:' && loopbackHosts.has(url.hostname) && rules.allowLoopbackHttp
  if (!url || url.username || url.password || url.hash || !(isSecure || isLocal)) {
    throw new AppError('endpoint_insecure', url?.host ? { host: url.host } : {})
  }
  return text
}
