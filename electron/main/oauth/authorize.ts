import {
  buildAuthorizationUrl,
  buildAuthorizationUrlWithJAR,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  useJwtResponseMode,
  type Configuration,
} from 'openid-client'
import { AppError } from '../core/errors.ts'
import { isObject, isRefusal, isTransient, nonceOf, protocolError, transientFailure } from './answers.ts'
import { configure } from './configuration.ts'
import { translated } from './failures.ts'
import { makeProofKey, proving, type ProofKey } from './proof-key.ts'
import { announces } from './protections.ts'
import { detailsOf, resourceOf, scopeOf, type Server } from './server.ts'

/** The parts of a request that validate its response. Held in memory only. */
export interface AuthorizationRequest {
  /** The authorization URL to open in the browser. */
  url: string
  /** 256 random bits; with a relay, followed by the port that the relay forwards to. */
  state: string
  /** Null where the profile sends none. */
  nonce: string | null
  /** Null where the server has no PKCE. */
  codeVerifier: string | null
  redirectUri: string
  /** The issuer of this request: the response must come from no other (RFC 9207). */
  issuer: string
  /** The key of the new grant, where the server binds tokens. */
  proofKey: ProofKey | null
  /** The parameters as sent, by the browser or pushed. */
  parameters: Record<string, string>
}

export interface WantedRequest {
  redirectUri: string
  scopes: string[]
  /** Appended to the state, for a relay. */
  stateSuffix?: string
  /** The user may sign in with another login than last time (OpenID Connect Core section 3.1.2.1). */
  choosesAccount?: boolean
  /** The server's id of the grant that the new one replaces; null for none. */
  replacesGrant?: string | null
}

/**
 * Builds an authorization code request with a new state, PKCE S256 and, if the profile says so, a nonce.
 *
 * If the server supports it, the request is pushed and the browser carries only a reference.
 *
 * @throws AppError `client_secret_missing`; for a pushed one also `client_rejected`, `authorization_failed`, and why the network failed
 * @see RFC 6749 section 4.1.1, RFC 7636 section 4.3, RFC 8707 section 2.1, RFC 9126 section 2, RFC 9449 section 10.1, OpenID Connect Core
 * section 3.1.2.1, Grant Management for OAuth 2.0 section 5.1
 */
export async function buildAuthorizationRequest(
  server: Server,
  wanted: WantedRequest,
  signal?: AbortSignal,
): Promise<AuthorizationRequest> {
  const state = `${randomState()}${wanted.stateSuffix ?? ''}`
  const nonce = server.profile.sendsNonce ? randomNonce() : null
  const codeVerifier = hasPkce(server) ? randomPKCECodeVerifier() : null
  const prompt = promptFor(server, wanted)

  const proofKey = server.protections.bindsTokens ? await makeProofKey() : null
  const parameters = {
    ...server.profile.authorizationParameters,
    response_type: 'code',
    redirect_uri: wanted.redirectUri,
    ...scopeOf(server, wanted.scopes),
    state,
    ...(nonce === null ? {} : { nonce }),
    ...(await challengeOf(codeVerifier)),
    ...(prompt === '' ? {} : { prompt }),
    ...(server.protections.postsAnswers ? { response_mode: 'form_post' } : {}),
    ...resourceOf(server),
    ...detailsOf(server),
    ...grantManagementFor(server, wanted),
  }
  return {
    url: await freshUrl(server, { proofKey, parameters }, signal),
    state,
    nonce,
    codeVerifier,
    redirectUri: wanted.redirectUri,
    issuer: server.profile.issuer,
    proofKey,
    parameters,
  }
}

/**
 * The URL for one more browser. A pushed request is valid for one browser and for seconds (RFC 9126 section 2.2), so it is pushed again.
 * The first response of any browser counts.
 *
 * @throws AppError as buildAuthorizationRequest does
 */
export async function freshUrl(
  server: Server,
  { proofKey, parameters }: Pick<AuthorizationRequest, 'proofKey' | 'parameters'>,
  signal?: AbortSignal,
): Promise<string> {
  const configuration = configure(server, { purpose: 'exchange', signal, check: checkPushAnswer })
  if (server.protections.signsAnswers) useJwtResponseMode(configuration)
  const sent = requiresSignature(server) ? await signed(server, configuration, parameters) : parameters
  if (!server.protections.pushesRequests) return buildAuthorizationUrl(configuration, sent).href

  const endpoint = server.endpoints.pushed ?? ''
  const url = await translated(
    { purpose: 'push', endpoint, signal, redirectUri: parameters['redirect_uri'] ?? '' },
    () => buildAuthorizationUrlWithPAR(configuration, sent, proving(configuration, proofKey)),
  )
  return url.href
}

/** The server takes parameters only in a signed JWT (RFC 9101 section 10.5). */
function requiresSignature({ metadata }: Server): boolean {
  return metadata['require_signed_request_object'] === true
}

/**
 * The parameters in a JWT that is signed with the registration's key.
 *
 * @throws AppError `signing_key_missing` where the registration has none
 * @see RFC 9101 section 4
 */
async function signed(
  server: Server,
  configuration: Configuration,
  parameters: Record<string, string>,
): Promise<Record<string, string>> {
  const { key } = server.credentials
  if (key === undefined) {
    throw new AppError('signing_key_missing', { host: new URL(server.endpoints.authorization).host })
  }
  const { searchParams } = await buildAuthorizationUrlWithJAR(configuration, parameters, key)
  return { request: searchParams.get('request') ?? '' }
}

/**
 * Keeps of the answer to a pushed request what is used, its reference: the library insists on status 201 and on a lifetime too.
 *
 * @throws AppError `request_refused` if it is refused without a reason (RFC 9126 section 2.3)
 */
async function checkPushAnswer(response: Response, url: string): Promise<Response> {
  if (isTransient(response.status)) throw transientFailure(response, url)
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  if (response.ok && isObject(body) && typeof body['request_uri'] === 'string') {
    const reference = { request_uri: body['request_uri'], expires_in: 60 }
    return Response.json(reference, { status: 201, headers: nonceOf(response) })
  }
  if (!isRefusal(response.status)) return response
  if (isObject(body) && protocolError(body['error']) !== null) return response
  throw new AppError('request_refused', { host: new URL(url).host, status: response.status })
}

/** PKCE is left out only where the profile says that the server has none, and its metadata does not say otherwise. */
function hasPkce({ profile, metadata }: Server): boolean {
  return profile.hasPkce !== false || announces(metadata, 'code_challenge_methods_supported', 'S256')
}

async function challengeOf(codeVerifier: string | null): Promise<Record<string, string>> {
  if (codeVerifier === null) return {}
  return { code_challenge: await calculatePKCECodeChallenge(codeVerifier), code_challenge_method: 'S256' }
}

function grantManagementFor(server: Server, { replacesGrant }: WantedRequest): Record<string, string> {
  if (!server.protections.managesGrants) return {}
  const canReplace = announces(server.metadata, 'grant_management_actions_supported', 'replace')
  return typeof replacesGrant === 'string' && canReplace
    ? { grant_management_action: 'replace', grant_id: replacesGrant }
    : { grant_management_action: 'create' }
}

/**
 * OpenID Connect Core section 11: a standard server gives offline access only with `prompt=consent`. For another login, uses
 * `select_account` if the server announces it. Every certified server knows `login`, and refuses an unknown prompt.
 */
function promptFor(server: Server, { scopes, choosesAccount = false }: WantedRequest): string {
  if (server.profile.metadata !== 'discover' || server.profile.isPlainOAuth === true) return ''
  const hasChoice = announces(server.metadata, 'prompt_values_supported', 'select_account')
  return [
    ...(choosesAccount ? [hasChoice ? 'select_account' : 'login'] : []),
    ...(scopes.includes('offline_access') ? ['consent'] : []),
  ].join(' ')
}
