import { AppError } from '../core/errors.ts'

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * Checks an endpoint before a request or a browser uses it: https, without user information or fragment; http on a loopback address if the
 * profile allows it. Anything else, such as `file:`, could make the browser or the system open something dangerous.
 *
 * @throws AppError `discovery_failed` when it is missing, `endpoint_insecure`
 * @see RFC 6749 sections 3.1 and 3.2, RFC 8414 section 2
 */
export function requireSecure(endpoint: unknown, profile: { allowLoopbackHttp: boolean }): string {
  if (typeof endpoint !== 'string' || endpoint === '') throw new AppError('discovery_failed')
  const url = URL.parse(endpoint)
  if (url === null) throw new AppError('endpoint_insecure')

  const isSecure =
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && profile.allowLoopbackHttp && loopbackHosts.has(url.hostname))
  if (!isSecure || url.username !== '' || url.password !== '' || endpoint.includes('#')) {
    throw new AppError('endpoint_insecure', url.hostname === '' ? {} : { host: url.host })
  }
  return endpoint
}

/** Checks an endpoint that a server need not have. @throws AppError `endpoint_insecure` */
export function secureOrNull(
  endpoint: string | undefined,
  profile: { allowLoopbackHttp: boolean },
): string | null {
  return endpoint === undefined ? null : requireSecure(endpoint, profile)
}
