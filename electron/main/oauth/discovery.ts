import { createPublicKey, type JsonWebKey } from 'node:crypto'
import type { ServerMetadata } from 'openid-client'
import { AppError } from '../core/errors.ts'
import type { Http } from '../net/http.ts'
import { isObject, isTransient, transientFailure } from './answers.ts'

/**
 * Reads a server's metadata from the OpenID Discovery address, else from that of RFC 8414.
 *
 * @throws AppError `issuer_mismatch` when it names another issuer, `discovery_failed`, and why the network failed
 * @see OpenID Connect Discovery section 4.3, RFC 8414 sections 3.1 and 3.3
 */
export async function discover(http: Http, issuer: string, signal?: AbortSignal): Promise<ServerMetadata> {
  const found =
    (await readMetadata(http, openidForm(issuer), signal)) ??
    (await readMetadata(http, oauthForm(issuer), signal))
  if (found === null) throw new AppError('discovery_failed', { host: new URL(issuer).host })

  // Identical as strings (RFC 8414 section 3.3): the library compares parsed URLs.
  if (found['issuer'] !== issuer) throw new AppError('issuer_mismatch', { host: new URL(issuer).host })
  return { ...found, issuer }
}

/** Appends the well-known path (OpenID Connect Discovery section 4.1). */
function openidForm(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

/** Inserts the well-known path between host and path (RFC 8414 section 3.1). */
function oauthForm(issuer: string): string {
  const url = new URL(issuer)
  const path = url.pathname.replace(/\/$/, '')
  return `${url.origin}/.well-known/oauth-authorization-server${path}`
}

/** Null when the server has no metadata at this address. */
async function readMetadata(
  http: Http,
  url: string,
  signal?: AbortSignal,
): Promise<Record<string, unknown> | null> {
  const answer = await readJson(http, url, signal)
  return answer?.status === 200 && isObject(answer.body) ? answer.body : null
}

/**
 * Reads a server's signing keys. Call it before a code or refresh token is spent: if it fails, nothing is lost.
 *
 * @throws AppError `answer_invalid`, and why the network failed
 */
export async function readKeys(
  http: Http,
  url: string,
  signal?: AbortSignal,
): Promise<{ keys: Record<string, unknown>[] }> {
  const answer = await readJson(http, url, signal)
  const keys: unknown = isObject(answer?.body) ? answer.body['keys'] : null
  if (answer?.status !== 200 || !Array.isArray(keys)) {
    throw new AppError('answer_invalid', { host: new URL(url).host, cause: 'jwks' })
  }
  return { keys: keys.filter(isObject).filter(isReadableKey) }
}

const asymmetricTypes: ReadonlySet<unknown> = new Set(['RSA', 'EC', 'OKP'])

/** One bad key among good ones is skipped (RFC 7517 section 5). The library skips the kinds that it never uses. */
function isReadableKey(jwk: Record<string, unknown>): boolean {
  if (!asymmetricTypes.has(jwk['kty'])) return true
  try {
    createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    return true
  } catch {
    // A missing member, an unknown curve, or bytes that are not a key.
    return false
  }
}

async function readJson(
  http: Http,
  url: string,
  signal?: AbortSignal,
): Promise<{ status: number; body: unknown } | null> {
  const response = await http.fetch(url, {
    headers: { accept: 'application/json' },
    ...(signal ? { signal } : {}),
  })
  if (isTransient(response.status)) throw transientFailure(response, url)
  const isJson = /^application\/([\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '')
  if (!isJson) return null
  try {
    return { status: response.status, body: await response.json() }
  } catch {
    // Not JSON, whatever its content type: treat it as missing.
    return null
  }
}
