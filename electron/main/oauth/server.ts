import * as client from 'openid-client'
import { AppError } from '../errors.ts'
import type { Http } from '../http.ts'
import { discover } from './discovery.ts'
import { checkEndpoint } from './endpoints.ts'
import { protocolFetch } from './protocol-fetch.ts'

/** How the client shows who it is at one endpoint (RFC 6749 section 2.3.1). */
export type ClientAuthentication =
  | 'none'
  | 'client_secret_post'
  | 'client_secret_basic'
  /** `id:secret` in base64 without the form-encoding the RFC asks for: Akoya documents it so. */
  | 'client_secret_basic_unencoded'

/** What a token endpoint answered, before the strict library sees it. */
export interface TokenAnswer {
  status: number
  body: unknown
}

/** What the protocol must know of an authorization server. Plain data and pure functions; made by a profile in institutions/. */
export interface ServerProfile {
  /** Compared exactly with `iss`. */
  issuer: string
  /** `discover`: OpenID Discovery, else RFC 8414, at the issuer. */
  metadata:
    | 'discover'
    | {
        authorization_endpoint: string
        token_endpoint: string
        revocation_endpoint?: string
        jwks_uri?: string
      }
  clientAuthentication: {
    exchange: ClientAuthentication
    refresh: ClientAuthentication
    revoke: ClientAuthentication
  }
  /** Sent with every authorization request, such as Akoya's `connector`. */
  authorizationParameters: Record<string, string>
  /** False where nonce is undocumented: sent, it might come back or not, and could not be checked either way. */
  sendsNonce: boolean
  /** Turns a quirk of a token answer into the standard shape (RFC 6749 section 5). */
  adaptTokenAnswer?: (grantType: string, answer: TokenAnswer) => TokenAnswer
  /** http:// endpoints on a loopback address are accepted: the built-in sandbox, and tests. */
  allowLoopbackHttp: boolean
}

export interface ClientCredentials {
  clientId: string
  /** Null for a public client. */
  clientSecret: string | null
}

/** Claims of a validated ID token (OpenID Connect Core section 2) that the app reads. */
export interface IdTokenClaims {
  iss: string
  sub: string
  aud: string | string[]
  exp: number
  iat: number
  [claim: string]: unknown
}

/** What an exchange or a refresh gave. Held in memory only, but for `refreshToken`, which goes to the keychain. */
export interface TokenSet {
  /** Null when the answer had none: at a refresh that means keep the old one (RFC 6749 section 6). */
  refreshToken: string | null
  /** What data calls carry in `Authorization: Bearer`. */
  bearer: string
  /** Null when a refresh answer carried no ID token (OpenID Connect Core section 12.2 allows that). */
  claims: IdTokenClaims | null
  /** Null when the answer named none, which means as asked (RFC 6749 section 5.1). */
  scopesGranted: string[] | null
  /** When `bearer` ends, milliseconds UTC. */
  expiresAtMs: number
}

/** An authorization server ready to be asked, with our credentials there. Made for one flow. */
export interface Server {
  profile: ServerProfile
  metadata: client.ServerMetadata
  credentials: ClientCredentials
  http: Http
  endpoints: { authorization: string; token: string; revocation: string | null; userinfo: string | null }
}

/**
 * Learns the server's endpoints, from the profile or by discovery, and refuses any that a token or a browser must not be sent to.
 *
 * @throws AppError `discovery_failed`, `issuer_mismatch`, `endpoint_insecure`, and what `http.fetch` throws
 * @see OpenID Connect Discovery section 4.3, RFC 8414 section 3.3
 */
export async function openServer(
  http: Http,
  profile: ServerProfile,
  credentials: ClientCredentials,
  signal: AbortSignal,
): Promise<Server> {
  const metadata: client.ServerMetadata =
    profile.metadata === 'discover'
      ? await discover(http, profile, signal)
      : { issuer: profile.issuer, ...profile.metadata }

  const required = (url: string | undefined) => {
    if (url === undefined) throw new AppError('discovery_failed', { host: new URL(profile.issuer).host })
    return checkEndpoint(url, profile)
  }
  const optional = (url: string | undefined) => (url === undefined ? null : checkEndpoint(url, profile))
  return {
    profile,
    metadata,
    credentials,
    http,
    endpoints: {
      authorization: required(metadata.authorization_endpoint),
      token: required(metadata.token_endpoint),
      revocation: optional(metadata.revocation_endpoint),
      userinfo: optional(metadata.userinfo_endpoint),
    },
  }
}

/** The library's view of a server for one kind of request, under the caller's signal. */
export function configurationFor(
  server: Server,
  purpose: keyof ServerProfile['clientAuthentication'],
  signal: AbortSignal,
): client.Configuration {
  const { profile, metadata, credentials } = server
  const configuration = new client.Configuration(
    metadata,
    credentials.clientId,
    {},
    authenticationOf(profile.clientAuthentication[purpose], credentials),
  )
  configuration[client.customFetch] = protocolFetch(server, signal)
  if (profile.allowLoopbackHttp) client.allowInsecureRequests(configuration)
  // Signatures are verified wherever there is a key to verify with; TLS to the token endpoint stands in elsewhere
  // (OpenID Connect Core section 3.1.3.7 item 6).
  if (metadata.jwks_uri !== undefined) client.enableNonRepudiationChecks(configuration)
  return configuration
}

function authenticationOf(method: ClientAuthentication, credentials: ClientCredentials): client.ClientAuth {
  const secret = credentials.clientSecret ?? ''
  switch (method) {
    case 'none':
      return client.None()
    case 'client_secret_post':
      return client.ClientSecretPost(secret)
    case 'client_secret_basic':
      return client.ClientSecretBasic(secret)
    case 'client_secret_basic_unencoded':
      return (_server, _client, _body, headers) => {
        headers.set(
          'authorization',
          `Basic ${Buffer.from(`${credentials.clientId}:${secret}`).toString('base64')}`,
        )
      }
  }
}
