import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import type { FailureDetail } from '../../../shared/errors.ts'
import { AppError } from '../core/errors.ts'
import { protocolError } from './answers.ts'
import { refusal as refusalOf } from './callback.ts'

export interface FailureContext {
  purpose: 'push' | 'exchange' | 'refresh' | 'revoke' | 'userinfo' | 'grants' | 'device'
  /** The endpoint of the request. */
  endpoint: string
  /** Shown to the user when the server does not know it. */
  redirectUri?: string
  signal?: AbortSignal | undefined
}

/** Runs one request of the library. @throws AppError, or the signal's reason */
export async function translated<T>(context: FailureContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw toAppError(thrown, context)
  }
}

/**
 * Converts the protocol library's errors to AppErrors. Drops their `cause`, which carries requests and responses, tokens included. A
 * `TypeError` of the library is our bug and is kept.
 */
export function toAppError(thrown: unknown, context: FailureContext): unknown {
  const { signal } = context
  const chain = [...causes(thrown)]
  const own = chain.find((error) => error instanceof AppError)
  if (own) return withRedirectUri(own, context)
  if (signal?.aborted && chain.includes(signal.reason)) return signal.reason

  const { host } = new URL(context.endpoint)
  const refusal = chain.find((error) => error instanceof ResponseBodyError)
  if (refusal) return refusedWith(refusal, { ...context, host })
  const challenge = chain.find((error) => error instanceof WWWAuthenticateChallengeError)
  if (challenge) return new AppError('answer_invalid', { host, status: challenge.status })
  const denial = chain.find((error) => error instanceof AuthorizationResponseError)
  if (denial) return refusalOf(denial.error, host)

  if (thrown instanceof ClientError) return unusable(thrown, context, host)
  return thrown instanceof Error ? Object.assign(new Error(thrown.message), { name: thrown.name }) : thrown
}

function refusedWith(refusal: ResponseBodyError, context: FailureContext & { host: string }): AppError {
  const { error, status } = refusal
  const detail = withProtocolError({ host: context.host, status }, error)
  const description = String(refusal.error_description ?? '')
  const isRefresh = context.purpose === 'refresh'

  if (error === 'invalid_grant') return new AppError(isRefresh ? 'grant_ended' : 'code_rejected', detail)
  if (error === 'invalid_client' || error === 'unauthorized_client' || (status === 401 && !isRefresh)) {
    return new AppError('client_rejected', detail)
  }
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    return new AppError('server_unavailable', detail)
  }
  // The grant existed: whatever the error code, only a new consent helps.
  if (isRefresh) return new AppError('refresh_refused', detail)
  if (['push', 'exchange'].includes(context.purpose) && /redirect[_ ]?uri/i.test(description)) {
    const { redirectUri } = context
    return new AppError('redirect_rejected', redirectUri === undefined ? detail : { ...detail, redirectUri })
  }
  if (error === 'access_denied') return new AppError('consent_denied', detail)
  if (error === 'expired_token') return new AppError('device_code_expired', detail)
  return new AppError('authorization_failed', detail)
}

/** Adds the redirect URI to register, if that may be why the institution refused. */
function withRedirectUri(error: AppError, { redirectUri }: FailureContext): AppError {
  if (error.code !== 'request_refused' || redirectUri === undefined) return error
  return new AppError(error.code, { ...error.detail, redirectUri })
}

function withProtocolError(detail: FailureDetail, error: unknown): FailureDetail {
  const protocolCode = protocolError(error)
  return protocolCode === null ? detail : { ...detail, error: protocolCode }
}

/** Token responses reach the library in a checked shape, so anything it still refuses is in the ID token. */
function unusable(thrown: ClientError, context: FailureContext, host: string): AppError {
  const cause = reasonOf(thrown)
  const isSubject = thrown.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
  return ['push', 'userinfo', 'grants', 'device'].includes(context.purpose) && !isSubject
    ? new AppError('answer_invalid', { host, cause })
    : new AppError('id_token_invalid', { host, cause })
}

/** The claim that failed, if the library names it; otherwise its code. */
function reasonOf(thrown: ClientError): string {
  for (const error of causes(thrown)) {
    const details: unknown = error instanceof Error ? error.cause : null
    if (typeof details === 'object' && details !== null && 'claim' in details) return String(details.claim)
    if (error instanceof Error && /signature/i.test(error.message)) return 'signature'
    const named = error instanceof Error ? /JWT "([a-z_]+)" \([a-z ]+\) claim/.exec(error.message) : null
    if (named?.[1] !== undefined) return named[1]
  }
  return thrown.code ?? 'unknown'
}

function* causes(thrown: unknown): Generator<unknown> {
  // Bounded: a chain of causes may be circular.
  for (let error = thrown, depth = 0; error !== undefined && error !== null && depth < 10; depth += 1) {
    yield error
    error = error instanceof Error ? error.cause : null
  }
}
