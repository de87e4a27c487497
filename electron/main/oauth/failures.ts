import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import type { ErrorCode } from '../../../shared/errors.ts'
import { AppError } from '../errors.ts'

export type Purpose = 'exchange' | 'refresh' | 'revoke' | 'user-info'

/** The library's codes that mean: this ID token is not to be believed. */
const tokenFaults = new Set([
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_DECRYPTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
])

/**
 * What the protocol library threw, in the app's own terms. The original is not kept: its `cause` holds parameters and tokens.
 * What is no failure of the protocol (a bug of ours) passes unchanged.
 */
export function toAppError(thrown: unknown, purpose: Purpose, host: string, signal: AbortSignal): unknown {
  if (signal.aborted) return abortReason(signal, host)
  const inner = appErrorInside(thrown)
  if (inner) return inner

  if (thrown instanceof ResponseBodyError) return refusal(thrown, purpose, host)
  if (thrown instanceof AuthorizationResponseError)
    return new AppError('authorization_failed', { error: thrown.error })
  if (!(thrown instanceof ClientError)) return thrown

  const status = statusOf(thrown)
  if (thrown.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || status === 401) {
    return refusedWithoutWords(purpose, { host, ...(status === null ? {} : { status }) })
  }
  if (thrown.code !== undefined && tokenFaults.has(thrown.code)) {
    return new AppError('id_token_invalid', { host, error: claimOf(thrown) })
  }
  if (purpose !== 'revoke' && /id token|jwt/i.test(messageInside(thrown))) {
    return new AppError('id_token_invalid', { host, error: claimOf(thrown) })
  }
  return new AppError('answer_invalid', { host, cause: (thrown.code ?? 'unknown').slice(0, 80) })
}

function refusal(answer: ResponseBodyError, purpose: Purpose, host: string): AppError {
  const detail = { host, status: answer.status, error: answer.error.slice(0, 80) }
  return new AppError(codeOfRefusal(answer, purpose), detail)
}

function codeOfRefusal(answer: ResponseBodyError, purpose: Purpose): ErrorCode {
  const { error } = answer
  if (error === 'invalid_client' || error === 'unauthorized_client') return 'client_rejected'
  switch (purpose) {
    case 'exchange':
      if (/redirect_uri/i.test(answer.error_description ?? '')) return 'redirect_rejected'
      return error === 'invalid_grant' || error === 'invalid_request'
        ? 'code_rejected'
        : 'authorization_failed'
    case 'refresh':
      return error === 'invalid_grant' ? 'grant_ended' : 'answer_invalid'
    case 'revoke':
      return error === 'unsupported_token_type' ? 'revocation_unsupported' : 'revocation_refused'
    case 'user-info':
      return 'answer_invalid'
  }
}

/** A status that is no success, without the protocol's own words. */
function refusedWithoutWords(purpose: Purpose, detail: { host: string; status?: number }): AppError {
  if (detail.status === 401) return new AppError('client_rejected', detail)
  if (purpose === 'revoke' && detail.status !== undefined && detail.status >= 400) {
    return new AppError('revocation_refused', detail)
  }
  return new AppError('answer_invalid', detail)
}

function abortReason(signal: AbortSignal, host: string): unknown {
  const reason: unknown = signal.reason
  return reason instanceof DOMException && reason.name === 'TimeoutError'
    ? new AppError('timed_out', { host })
    : reason
}

function appErrorInside(thrown: unknown): AppError | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof AppError) return error
  }
  return null
}

function messageInside(thrown: unknown): string {
  let text = ''
  for (let error = thrown; error instanceof Error; error = error.cause) text += ` ${error.message}`
  return text
}

function statusOf(thrown: Error): number | null {
  for (
    let error: unknown = thrown;
    typeof error === 'object' && error !== null;
    error = 'cause' in error ? error.cause : null
  ) {
    if (error instanceof Response) return error.status
  }
  return null
}

/** Which claim was wrong, where the library says: a name, never a value. */
function claimOf(thrown: Error): string {
  for (
    let error: unknown = thrown;
    typeof error === 'object' && error !== null;
    error = 'cause' in error ? error.cause : null
  ) {
    if ('claim' in error && typeof error.claim === 'string') return error.claim.slice(0, 80)
  }
  return 'signature'
}
