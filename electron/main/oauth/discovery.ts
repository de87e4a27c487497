import type { ServerMetadata } from 'openid-client'
import { AppError } from '../errors.ts'
import type { Http } from '../http.ts'
import { checkEndpoint } from './endpoints.ts'
import type { ServerProfile } from './server.ts'

/**
 * The issuer's metadata: OpenID Discovery first (the well-known part appended), then RFC 8414 (inserted before the path).
 * The `issuer` inside must be the one asked, letter for letter; otherwise all of it is discarded.
 *
 * @throws AppError `issuer_mismatch`, `discovery_failed`, `endpoint_insecure`, and what `http.fetch` throws
 * @see OpenID Connect Discovery section 4, RFC 8414 section 3
 */
export async function discover(
  http: Http,
  profile: ServerProfile,
  signal: AbortSignal,
): Promise<ServerMetadata> {
  const issuer = checkEndpoint(profile.issuer, profile)
  const { host } = new URL(issuer)
  const found =
    (await readMetadata(http, openidUrl(issuer), signal)) ??
    (await readMetadata(http, oauthUrl(issuer), signal))
  if (found === null) throw new AppError('discovery_failed', { host })
  if (found.issuer !== issuer) throw new AppError('issuer_mismatch', { host })
  return found
}

function openidUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

function oauthUrl(issuer: string): string {
  const { origin, pathname } = new URL(issuer)
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
}

/** Null where there is none: RFC 8414 section 3.2 asks for status 200 and JSON. */
async function readMetadata(http: Http, url: string, signal: AbortSignal): Promise<ServerMetadata | null> {
  const response = await http.fetch(url, { headers: { accept: 'application/json' }, signal })
  if (response.status >= 500)
    throw new AppError('server_unavailable', { host: new URL(url).host, status: response.status })
  if (response.status !== 200) return null
  if (!/^application\/json\b/i.test(response.headers.get('content-type') ?? '')) return null

  const body: unknown = await response.json().catch(() => null)
  return isMetadata(body) ? body : null
}

const endpointNames = [
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
] as const

function isMetadata(body: unknown): body is ServerMetadata {
  if (typeof body !== 'object' || body === null || !('issuer' in body)) return false
  const fields = body as Record<string, unknown>
  return (
    typeof fields['issuer'] === 'string' &&
    endpointNames.every((name) => fields[name] === undefined || typeof fields[name] === 'string')
  )
}
