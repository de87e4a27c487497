import type { webcrypto } from 'node:crypto'
import type { ServerMetadata } from 'openid-client'
import type { Protections } from '../../../shared/models/registration.ts'
import { ownParameters } from '../../../shared/own-parameters.ts'
import type { AuthorizationDetails } from '../../../shared/models/authorization-details.ts'
import type { ClientCertificate } from '../net/client-certificate.ts'
import { presenting } from '../net/presenting.ts'
import type { Http } from '../net/http.ts'
import { isObject } from './answers.ts'
import { AppError } from '../core/errors.ts'
import { measureClock } from './clock.ts'
import { requireSecure, secureOrNull } from './endpoints.ts'
import { knownMetadata, type KnownServers } from './known.ts'
import type { ServerProfile } from './server-profile.ts'
import type { ProofKey } from './proof-key.ts'
import { grantsEndpointOf, protectionsOf } from './protections.ts'

export interface ClientCredentials {
  clientId: string
  /** Null for a public client, and for one with a key. */
  clientSecret: string | null
  key?: { key: webcrypto.CryptoKey; kid: string }
  /** Presented to the server's endpoints (RFC 8705). */
  certificate?: Pick<ClientCertificate, 'fingerprint' | 'held'>
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

/** The result of an exchange or refresh. Held in memory only, except `refreshToken`, which goes to the keychain. */
export interface TokenSet {
  /**
   * The refresh token in its stored form, with the key that it may be bound to (stored-token.ts). Null when the response had none: after a
   * refresh, keep the old one (RFC 6749 section 6).
   */
  refreshToken: string | null
  /** The key that `accessToken` is bound to. */
  proofKey: ProofKey | null
  /** Sent by data requests in `Authorization: Bearer`. */
  accessToken: string
  /** Null when a refresh response had no ID token (OpenID Connect Core section 12.2 allows that). */
  claims: IdTokenClaims | null
  /** Null when the response named none: the server granted what we requested (RFC 6749 section 5.1). */
  scopesGranted: string[] | null
  /** Null when the response named none (RFC 9396 section 7). */
  detailsGranted: AuthorizationDetails | null
  /** What `accessToken` is bound to, and useless without. */
  boundTo: 'key' | 'certificate' | null
  /** The server's id of the grant (Grant Management section 5.3); null for none. */
  grantId: string | null
  /** When `accessToken` expires, milliseconds UTC. */
  expiresAtMs: number
}

/** An authorization server with checked endpoints. Callers read `endpoints`; only oauth/ reads the other members. */
export interface Server {
  readonly profile: ServerProfile
  readonly endpoints: {
    authorization: string
    token: string
    /** Where authorization requests are pushed (RFC 9126 section 2). */
    pushed: string | null
    revocation: string | null
    userinfo: string | null
    /** The device authorization endpoint (RFC 8628 section 4). */
    device: string | null
    /** Where grants are read and revoked; null if the registration or the server does not use that. */
    grants: string | null
  }
  /** Protections that both this server and this registration support. */
  readonly protections: Protections
  /** Its tokens work only with the client's certificate (RFC 8705 section 3). */
  readonly bindsToCertificate: boolean
  readonly metadata: ServerMetadata
  readonly credentials: ClientCredentials
  readonly http: Http
  readonly known: KnownServers
}

/**
 * Reads a server's endpoints and checks that each may receive a secret. Sends no secret.
 *
 * @param from.isFresh reads the metadata again; otherwise it may be an hour old
 * @throws AppError `issuer_mismatch`, `discovery_failed`, `endpoint_insecure`, `endpoint_ambiguous`, `keys_missing`, and why the network
 * failed
 * @see OpenID Connect Discovery section 4, RFC 8414 section 3
 */
export async function openServer(
  from: {
    http: Http
    known: KnownServers
    isFresh?: boolean
    /** Refuses endpoints before anything is sent to them. @throws AppError */
    requireOwn?: (endpoints: Server['endpoints']) => void
  },
  profile: ServerProfile,
  credentials: ClientCredentials,
  signal?: AbortSignal,
): Promise<Server> {
  const { known } = from
  const announced = await readMetadata(from, profile, signal)
  const { certificate } = credentials
  const metadata = certificate ? withCertificateAddresses(announced) : announced
  const bindsToCertificate =
    certificate !== undefined && metadata.tls_client_certificate_bound_access_tokens === true
  const ofKey = protectionsOf(profile, metadata)
  // A token is bound once: DPoP would be a second key for the same.
  const protections = { ...ofKey, bindsTokens: ofKey.bindsTokens && !bindsToCertificate }
  const endpoints = {
    authorization: requireNoParameters(requireSecure(metadata.authorization_endpoint, profile)),
    token: requireSecure(metadata.token_endpoint, profile),
    pushed: secureOrNull(metadata.pushed_authorization_request_endpoint, profile),
    revocation: secureOrNull(metadata.revocation_endpoint, profile),
    userinfo: secureOrNull(metadata.userinfo_endpoint, profile),
    device: secureOrNull(metadata.device_authorization_endpoint, profile),
    grants: protections.managesGrants ? secureOrNull(grantsEndpointOf(metadata), profile) : null,
  }
  secureOrNull(metadata.jwks_uri, profile)
  requireKeysOfSigner(metadata)
  from.requireOwn?.(endpoints)
  const hosts = hostsOf(profile, endpoints)
  const http = certificate ? presenting(from.http, { ...certificate, hosts }) : from.http
  await measureClock(http, endpoints.token, signal)
  return { profile, endpoints, protections, bindsToCertificate, metadata, credentials, http, known }
}

/** Those that the client calls itself: the browser goes to the authorization endpoint, and has no certificate of ours. */
function hostsOf(
  { loginAddress }: ServerProfile,
  { authorization: _browser, ...called }: Server['endpoints'],
): Set<string> {
  const addresses = [...Object.values(called), loginAddress ?? null]
  return new Set(addresses.flatMap((address) => (address === null ? [] : new URL(address).host)))
}

const aliased = [
  'token_endpoint',
  'revocation_endpoint',
  'userinfo_endpoint',
  'pushed_authorization_request_endpoint',
  'device_authorization_endpoint',
  'grant_management_endpoint',
]

/** The addresses for clients with a certificate take the place of the others (RFC 8705 section 5). */
function withCertificateAddresses(metadata: ServerMetadata): ServerMetadata {
  const aliases: unknown = metadata.mtls_endpoint_aliases
  if (!isObject(aliases)) return metadata
  const taken = aliased.flatMap((name) => (typeof aliases[name] === 'string' ? [[name, aliases[name]]] : []))
  return { ...metadata, ...(Object.fromEntries(taken) as Partial<ServerMetadata>) }
}

/**
 * What a server says about itself. Needs no credentials and sends none.
 *
 * @throws AppError as openServer
 */
export async function readServerFacts(
  from: { http: Http; known: KnownServers },
  profile: ServerProfile,
  client: { hasCertificate: boolean },
  signal?: AbortSignal,
): Promise<{ canRevoke: boolean; publishesKeys: boolean }> {
  const announced = await readMetadata(from, profile, signal)
  const metadata = client.hasCertificate ? withCertificateAddresses(announced) : announced
  const { managesGrants } = protectionsOf(profile, metadata)
  return {
    canRevoke: metadata.revocation_endpoint !== undefined || managesGrants,
    publishesKeys: metadata.jwks_uri !== undefined,
  }
}

async function readMetadata(
  from: { http: Http; known: KnownServers; isFresh?: boolean },
  profile: ServerProfile,
  signal: AbortSignal | undefined,
): Promise<ServerMetadata> {
  requireSecure(profile.issuer, profile)
  return profile.metadata === 'discover'
    ? knownMetadata(from, profile.issuer, { isFresh: from.isFresh ?? false, signal })
    : { issuer: profile.issuer, ...profile.metadata }
}

function requireNoParameters(endpoint: string): string {
  const { host, searchParams } = new URL(endpoint)
  const cause = ownParameters.find((name) => searchParams.has(name))
  if (cause !== undefined) throw new AppError('endpoint_ambiguous', { host, cause })
  return endpoint
}

/**
 * Without keys, TLS to the token endpoint replaces the signature check (OpenID Connect Core section 3.1.3.7 item 6). A server that
 * announces signature algorithms but no keys has a fault: any signature would pass.
 */
function requireKeysOfSigner(metadata: ServerMetadata): void {
  const algorithms: unknown = metadata.id_token_signing_alg_values_supported
  const signs = Array.isArray(algorithms) && algorithms.some((name) => name !== 'none')
  if (signs && metadata.jwks_uri === undefined) {
    throw new AppError('keys_missing', { host: new URL(metadata.issuer).host })
  }
}

/** Sent with every token request, so that the tokens work only for this resource (RFC 8707 section 2). */
export function resourceOf({ profile }: Pick<Server, 'profile'>): { resource?: string } {
  return profile.resource === undefined ? {} : { resource: profile.resource }
}

/** The `scope` of a request; none where the client requests no scope (RFC 6749 section 3.3). */
export function scopeOf({ profile }: Pick<Server, 'profile'>, scopes: readonly string[]): { scope?: string } {
  return scopes.length === 0 ? {} : { scope: scopes.join(profile.scopeSeparator ?? ' ') }
}

/** Sent wherever a scope is (RFC 9396 section 3). */
export function detailsOf({
  profile: { authorizationDetails = [] },
}: Pick<Server, 'profile'>): Record<string, string> {
  return authorizationDetails.length === 0
    ? {}
    : { authorization_details: JSON.stringify(authorizationDetails) }
}
