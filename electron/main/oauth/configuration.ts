import {
  allowInsecureRequests,
  clockSkew,
  clockTolerance,
  Configuration,
  customFetch,
  enableNonRepudiationChecks,
  getJwksCache,
  setJwksCache,
  type CustomFetchOptions,
} from 'openid-client'
import { isTransient, transientFailure } from './answers.ts'
import { clientAuth, type Purpose } from './client-authentication.ts'
import { serverOffsetMs } from './clock.ts'
import { keepKeys, knownKeys } from './known.ts'
import type { Server } from './server.ts'

/** Checks a response of the token or revocation endpoint before the library reads it. @throws AppError */
export type ResponseCheck = (response: Response, url: string) => Promise<Response>

export interface ConfigurationOptions {
  purpose: Purpose
  signal?: AbortSignal | undefined
  /** As sent in the authorization request: URL parsing may have changed the callback's. */
  redirectUri?: string
  check?: ResponseCheck
}

const toleranceSeconds = 30

/** The library's configuration for one request: our fetch, the client authentication, no state that outlives the request. */
export function configure(server: Server, options: ConfigurationOptions): Configuration {
  const { clientId } = server.credentials
  const configuration = new Configuration(
    server.metadata,
    clientId,
    {
      [clockTolerance]: toleranceSeconds,
      [clockSkew]: Math.round(serverOffsetMs(server.http, server.endpoints.token) / 1000),
    },
    clientAuth(server, options.purpose),
  )
  configuration[customFetch] = (url, init) => send(server, options, url, init)
  // requireSecure has checked each endpoint: http only on loopback, and only if the profile allows it.
  if (server.profile.allowLoopbackHttp) allowInsecureRequests(configuration)
  return configuration
}

/**
 * Runs a request and verifies the ID token's signature, with keys read before the code or refresh token is spent. If a server publishes
 * none (Akoya), TLS to the token endpoint replaces the signature check (OpenID Connect Core section 3.1.3.7 item 6).
 */
export async function verifying<T>(
  server: Server,
  configuration: Configuration,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const jwksUri = keysAddressOf(server)
  if (jwksUri === undefined) return work()

  const keys = await knownKeys(server, jwksUri, signal)
  setJwksCache(configuration, keys)
  enableNonRepudiationChecks(configuration)
  try {
    return await work()
  } finally {
    keepKeys(server.known, jwksUri, keys, getJwksCache(configuration))
  }
}

/**
 * Reads the keys that `verifying` needs, unless they are known. Call it before a code or token is spent, and before the journal records
 * that one may be.
 *
 * @throws AppError `answer_invalid`, and why the network failed
 */
export async function requireKeys(server: Server, signal: AbortSignal): Promise<void> {
  const jwksUri = keysAddressOf(server)
  if (jwksUri !== undefined) await knownKeys(server, jwksUri, signal)
}

/** Without OpenID Connect, keys verify only signed authorization responses. */
function keysAddressOf({ metadata, profile, protections }: Server): string | undefined {
  return profile.isPlainOAuth === true && !protections.signsAnswers ? undefined : metadata.jwks_uri
}

async function send(
  server: Server,
  options: ConfigurationOptions,
  url: string,
  init: CustomFetchOptions,
): Promise<Response> {
  const body = init.body instanceof URLSearchParams ? init.body : null
  if (body?.has('redirect_uri') && options.redirectUri !== undefined) {
    body.set('redirect_uri', options.redirectUri)
  }
  // Replace the library's user agent: a server's operator can act on the app's name.
  const { 'user-agent': _library, ...headers } = init.headers
  const response = await server.http.fetch(url, {
    method: init.method,
    headers,
    body,
    waitsLong: url === server.endpoints.token,
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const isChecked = url === server.endpoints.token || url === server.endpoints.revocation || body !== null
  if (options.check && isChecked) return options.check(response, url)
  if (isTransient(response.status)) throw transientFailure(response, url)
  return response
}
