import {
  genericGrantRequest,
  initiateDeviceAuthorization,
  ResponseBodyError,
  type DeviceAuthorizationResponse,
} from 'openid-client'
import { AppError } from '../core/errors.ts'
import { isObject, isTransient, transientFailure } from './answers.ts'
import { configure, verifying } from './configuration.ts'
import { requireSecure } from './endpoints.ts'
import { translated } from './failures.ts'
import { makeProofKey, proving, type ProofKey } from './proof-key.ts'
import { detailsOf, resourceOf, scopeOf, type Server, type TokenSet } from './server.ts'
import type { ServerProfile } from './server-profile.ts'
import { checkTokenAnswer, keepingFirst, type KeepToken } from './token-answer.ts'
import { toTokenSet } from './token-set.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const usualIntervalMs = 5000

/** A device authorization request, which the user approves in any browser on any device. Held in memory only. */
export interface DeviceRequest {
  /** Secret: whoever has it gets the tokens. */
  deviceCode: string
  /** The user compares it or enters it. */
  userCode: string
  /** Where the user enters the code. */
  verificationUri: string
  /** The same with the code in it, if the server has one. */
  url: string
  /** How long to wait before each poll. */
  intervalMs: number
  /** When the code expires, milliseconds UTC. */
  expiresAtMs: number
  proofKey: ProofKey | null
}

/**
 * Requests a device code. Only for a server whose `endpoints.device` is not null.
 *
 * @throws AppError `client_rejected`, `authorization_failed`, `answer_invalid`, `endpoint_insecure`, and why the network failed
 * @see RFC 8628 sections 3.1 and 3.2
 */
export async function requestDeviceCode(
  server: Server,
  scopes: string[],
  signal?: AbortSignal,
): Promise<DeviceRequest> {
  const endpoint = server.endpoints.device ?? server.endpoints.token
  const check = (response: Response, url: string) => checkDeviceAnswer(server.profile, response, url)
  const configuration = configure(server, { purpose: 'exchange', signal, check })
  const parameters = {
    ...server.profile.authorizationParameters,
    ...scopeOf(server, scopes),
    ...resourceOf(server),
    ...detailsOf(server),
  }
  const answer = await translated({ purpose: 'device', endpoint, signal }, () =>
    initiateDeviceAuthorization(configuration, parameters),
  )
  return {
    deviceCode: answer.device_code,
    userCode: printable(answer.user_code, endpoint),
    verificationUri: requireSecure(answer.verification_uri, server.profile),
    url: requireSecure(answer.verification_uri_complete ?? answer.verification_uri, server.profile),
    intervalMs: intervalOf(answer),
    expiresAtMs: Date.now() + answer.expires_in * 1000,
    proofKey: server.protections.bindsTokens ? await makeProofKey() : null,
  }
}

/**
 * Polls once whether the user has approved.
 *
 * @param keep stores the refresh token before the rest of the answer is checked
 * @returns the tokens; `pending` when the user has not decided; `slow_down` when the poll came too soon
 * @throws AppError `consent_denied`, `device_code_expired`, `id_token_invalid`, and as exchangeCode does
 * @see RFC 8628 sections 3.4 and 3.5
 */
export async function askWithDeviceCode(
  server: Server,
  { deviceCode, proofKey }: DeviceRequest,
  keep: KeepToken,
  signal?: AbortSignal,
): Promise<TokenSet | 'pending' | 'slow_down'> {
  const check = checkTokenAnswer(server, grantType, proofKey, keepingFirst(server, proofKey, keep))
  const configuration = configure(server, { purpose: 'exchange', signal, check })
  const parameters = { device_code: deviceCode, ...resourceOf(server) }
  const proof = proving(configuration, proofKey)
  const answer = await translated({ purpose: 'device', endpoint: server.endpoints.token, signal }, () =>
    verifying(server, configuration, signal, () =>
      genericGrantRequest(configuration, grantType, parameters, proof).catch(pollStatus),
    ),
  )
  if (answer === 'pending' || answer === 'slow_down') return answer

  const tokens = toTokenSet(server, answer, proofKey)
  // Without an ID token, the login of this grant is unknown.
  if (tokens.claims === null && server.profile.isPlainOAuth !== true)
    throw new AppError('id_token_invalid', { cause: 'id_token' })
  return tokens
}

/** @throws every error other than those for a user who has not decided yet */
function pollStatus(thrown: unknown): 'pending' | 'slow_down' {
  if (thrown instanceof ResponseBodyError && thrown.error === 'authorization_pending') return 'pending'
  if (thrown instanceof ResponseBodyError && thrown.error === 'slow_down') return 'slow_down'
  throw thrown
}

/** Removes the optional members that can't be used: the others suffice (RFC 8628 section 3.2). */
async function checkDeviceAnswer(profile: ServerProfile, response: Response, url: string): Promise<Response> {
  if (isTransient(response.status)) throw transientFailure(response, url)
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  if (!response.ok || !isObject(body)) return response
  const { interval, verification_uri_complete: complete, ...rest } = body
  const seconds = Number(interval)
  return Response.json({
    ...rest,
    ...(seconds > 0 ? { interval: seconds } : {}),
    ...(canOpen(complete, profile) ? { verification_uri_complete: complete } : {}),
  })
}

function canOpen(address: unknown, profile: ServerProfile): boolean {
  try {
    requireSecure(address, profile)
    return true
  } catch {
    // The user enters the code at the address without it.
    return false
  }
}

function intervalOf({ interval }: DeviceAuthorizationResponse): number {
  return interval === undefined ? usualIntervalMs : Math.min(interval, 60) * 1000
}

/** The window shows it: no control characters, and not longer than a code. */
function printable(userCode: string, endpoint: string): string {
  if (/^[\x20-\x7e]{1,40}$/.test(userCode)) return userCode
  throw new AppError('answer_invalid', { host: new URL(endpoint).host, cause: 'user_code' })
}
