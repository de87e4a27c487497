import { errorTraits } from '../../../shared/error-traits.ts'
import type { Failure } from '../../../shared/errors.ts'
import type { LocalError } from '../../../shared/local.ts'
import type { LocalErrorCode, LocalErrorKind } from '../../../shared/local-protocol.ts'
import { toFailure } from '../core/errors.ts'
import { storeError } from '../store/failures.ts'
import { sentenceOf, sentences } from './error-sentences.ts'
import { ScriptError } from './script-error.ts'

const kindOf: Readonly<Record<LocalErrorCode, LocalErrorKind>> = {
  consent_needed: 'consent',
  consent_refused: 'consent',
  consent_unanswered: 'consent',
  consent_quiet: 'consent',
  scripts_off: 'failed',
  token_bound: 'use',
  ambiguous: 'use',
  too_many_requests: 'later',
}

/** The failure that a client sees. Never a secret: of an unexpected one, only that it happened. */
export function toLocalError(thrown: unknown): LocalError {
  if (thrown instanceof ScriptError) {
    const { code, sentence, retryAtMs } = thrown
    const retry = retryAtMs === null ? {} : { retryAtMs }
    return { code, message: sentence ?? sentences[code], kind: kindOf[code], ...retry }
  }
  return ofFailure(toFailure(storeError(thrown)))
}

export function ofFailure(failure: Failure): LocalError {
  const { code, detail } = failure
  const retry = detail.untilMs === undefined ? {} : { retryAtMs: detail.untilMs }
  return { code, message: sentenceOf(failure), kind: kindOfFailure(failure), ...retry }
}

function kindOfFailure({ code }: Failure): LocalErrorKind {
  const { fault, isTransient, endsGrant } = errorTraits[code]
  if (code === 'invalid_input' || code === 'not_found' || code === 'endpoint_foreign') return 'use'
  if (code === 'not_active' || code === 'consent_expired' || code === 'refresh_refused') return 'person'
  if (code === 'not_subscribed') return 'failed'
  if (endsGrant !== undefined || fault === 'keychain' || fault === 'registration') return 'person'
  return isTransient ? 'later' : 'failed'
}

const statusOfKind: Readonly<Record<LocalErrorKind, number>> = {
  use: 400,
  consent: 403,
  person: 409,
  later: 503,
  failed: 503,
}

export function statusOf({ code, kind }: LocalError): number {
  if (code === 'not_found') return 404
  if (code === 'rate_limited' || code === 'too_many_requests') return 429
  return statusOfKind[kind]
}
