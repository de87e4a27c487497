import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import type { FailureDetail } from '../../../shared/errors.ts'
import { AppError } from '../core/errors.ts'
import { protocolError } from './answers.ts'

export interface FailureContext {
  purpose: 'push' | 'exchange' | 'refresh' | 'revoke' | 'userinfo' | 'grants' | 'device'
  /** URL of the endpoint. */
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
 * Turns an error of the protocol library into an AppError. Its errors carry requests and answers in `cause`, tokens included: none of
 * that is kept. A `TypeError` of the library is a bug of ours and stays one.
 */
function toAppError(thrown: unknown, context: FailureContext): unknown {
  const { signal } = context
  const chain = [...causes(thrown)]
  const own = chain.find((error) => error instanceof AppError)
  if (own) return withRedirectUri(own, context)
  if (signal?.aborted && chain.includes(signal.reason)) return signal.reason

  const { host } = new URL(context.endpoint)
  const refused = chain.find((error) => error instanceof ResponseBodyError)
  if (refused) return refusedWith(refused, { ...context, host })
  const challenge = chain.find((error) => error instanceof WWWAuthenticateChallengeError)
  if (challenge) return new AppError('answer_invalid', { host, status: challenge.status })
  const denial = chain.find((error) => error instanceof AuthorizationResponseError)
  if (denial) return refusal(denial.error, host)

  if (thrown instanceof ClientError) return unusable(thrown, context, host)
  return thrown instanceof Error ? Object.assign(new Error(thrown.message), { name: thrown.name }) : thrown
}

/** The error of an authorization response. Some institutions have their own words for a user who cancels, such as `user_cancelled_login`. */
export function refusal(error: string | null, host: string): AppError {
  const word = protocolError(error) ?? 'unreadable'
  if (word === 'server_error' || word === 'temporarily_unavailable') {
    return new AppError('server_unavailable', { host, error: word })
  }
  const isDenied = /access_denied|consent_denied|cancell?ed|user_denied/i.test(word)
  return new AppError(isDenied ? 'consent_denied' : 'authorization_failed', { host, error: word })
}

function refusedWith(refused: ResponseBodyError, context: FailureContext & { host: string }): AppError {
  const { error, status } = refused
  const detail = withProtocolError({ host: context.host, status }, error)
  const description = String(refused.error_description ?? '')
  const isRefresh = context.purpose === 'refresh'

  if (error === 'invalid_grant') return new AppError(isRefresh ? 'grant_ended' : 'code_rejected', detail)
  if (error === 'invalid_client' || error === 'unauthorized_client' || (status === 401 && !isRefresh)) {
    return new AppError('client_rejected', detail)
  }
  if (error === 'server_error' || error === 'temporarily_unavailable') {
    return new AppError('server_unavailable', detail)
  }
  // Access was granted before: whatever the error is, the user has to consent again to find out.
  if (isRefresh) return new AppError('refresh_refused', detail)
  if (['push', 'exchange'].includes(context.purpose) && /redirect[_ ]?uri/i.test(description)) {
    const { redirectUri } = context
    return new AppError('redirect_rejected', redirectUri === undefined ? detail : { ...detail, redirectUri })
  }
  if (error === 'access_denied') return new AppError('consent_denied', detail)
  if (error === 'expired_token') return new AppError('device_code_expired', detail)
  return new AppError('authorization_failed', detail)
}

/** Adds the redirect URI where a missing registration may be the reason of the refusal. */
function withRedirectUri(error: AppError, { redirectUri }: FailureContext): AppError {
  if (error.code !== 'request_refused' || redirectUri === undefined) return error
  return new AppError(error.code, { ...error.detail, redirectUri })
}

function withProtocolError(detail: FailureDetail, error: unknown): FailureDetail {
  const protocolCode = protocolError(error)
  return protocolCode === null ? detail : { ...detail, error: protocolCode }
}

/** Token answers are checked before the library reads them, so what it refuses is the ID token. */
function unusable(thrown: ClientError, context: FailureContext, host: string): AppError {
  const cause = reasonOf(thrown)
  const isSubject = thrown.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
  return ['push', 'userinfo', 'grants', 'device'].includes(context.purpose) && !isSubject
    ? new AppError('answer_invalid', { host, cause })
    : new AppError('id_token_invalid', { host, cause })
}

/** The claim that is wrong, where the library names it; otherwise its code. */
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
  // Limited: causes may form a circle.
  for (let error = thrown, depth = 0; error !== undefined && error !== null && depth < 10; depth += 1) {
    yield error
    error = error instanceof Error ? error.cause : null
  }
}
