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

/** Judges a token or revocation endpoint's answer before the library does. @throws AppError */
export type Judge = (response: Response, url: string) => Promise<Response>

export interface ConfigurationOptions {
  purpose: Purpose
  signal?: AbortSignal | undefined
  /** Sent as it was in the authorization request: URL parsing may have changed the callback's. */
  redirectUri?: string
  judge?: Judge
}

const toleranceSeconds = 30

/** The library's view of a server for one request: our fetch, the client's way of authenticating, no state that outlives it. */
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
  // requireSecure has looked at each endpoint: http only on loopback, and only where the profile allows it.
  if (server.profile.allowLoopbackHttp) allowInsecureRequests(configuration)
  return configuration
}

/**
 * Runs a request with the ID token's signature verified, by keys that are at hand before the code or the refresh token is spent. Where
 * a server publishes none (Akoya), TLS to the token endpoint stands in for the signature (OpenID Connect Core section 3.1.3.7 item 6).
 */
export async function verifying<T>(
  server: Server,
  configuration: Configuration,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const { jwks_uri: jwksUri } = server.metadata
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
 * Reads the keys that `verifying` needs, unless they are known: before anything is spent, and before it is noted that something may be.
 *
 * @throws AppError `answer_invalid`, and why the network failed
 */
export async function requireKeys(server: Server, signal: AbortSignal): Promise<void> {
  const { jwks_uri: jwksUri } = server.metadata
  if (jwksUri !== undefined) await knownKeys(server, jwksUri, signal)
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
  // The library names itself; the app's name is what a server's operator can act on.
  const { 'user-agent': _library, ...headers } = init.headers
  const response = await server.http.fetch(url, {
    method: init.method,
    headers,
    body,
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const isJudged = url === server.endpoints.token || url === server.endpoints.revocation || body !== null
  if (options.judge && isJudged) return options.judge(response, url)
  if (isTransient(response.status)) throw transientFailure(response, url)
  return response
}
