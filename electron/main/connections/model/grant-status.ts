import { errorTraits, type ErrorTraits } from '../../../../shared/error-traits.ts'
import type { ErrorCode, Failure } from '../../../../shared/errors.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/** Whether retrying a revocation is useless: the window then explains what the user can do instead. */
export function isFinalProblem(problem: Failure | null): boolean {
  return problem !== null && errorTraits[problem.code].endsRevocation !== undefined
}

function endOf(problem: Failure | null): ErrorTraits['endsGrant'] {
  return problem === null ? undefined : errorTraits[problem.code].endsGrant
}

/** Whether access may remain that only the user can end, at the institution. */
export function mayRemain({ state, problem }: Pick<GrantRow, 'state' | 'problem'>): boolean {
  if (state === 'revoking') return isFinalProblem(problem)
  return state === 'ended' && endOf(problem) === 'token-lost'
}

/** Whether a consent has expired. Never stored: it follows from the current time, and a corrected clock undoes it. */
export function isConsentOver(
  deps: Pick<Deps, 'clock'>,
  { state, consentUntilMs }: Pick<GrantRow, 'state' | 'consentUntilMs'>,
): boolean {
  return state === 'active' && consentUntilMs <= deps.clock.uncontradictedNowMs()
}

/**
 * Why a grant gives no more access although nobody ended it. Never stored, as `isConsentOver`: the consent has expired, its refresh token
 * has, or it has none and its access token is gone.
 */
export function expiryOf(
  deps: Pick<TokenDeps, 'clock' | 'tokens' | 'now'>,
  grant: GrantRow,
): ErrorCode | null {
  if (isConsentOver(deps, grant)) return 'consent_expired'
  const { id, state, generation, refreshUntilMs } = grant
  if (state !== 'active') return null
  if (generation === 0) return holdsAccess(deps, id) ? null : 'no_refresh_token'
  const isOver = refreshUntilMs !== null && refreshUntilMs <= deps.clock.uncontradictedNowMs()
  return isOver ? 'refresh_token_expired' : null
}

/** Whether memory holds an access token that has not expired. */
export function holdsAccess(deps: Pick<TokenDeps, 'tokens' | 'now'>, grantId: string): boolean {
  const held = deps.tokens.accessToken(grantId)
  return held !== undefined && held.expiresAtMs > deps.now()
}

/** Whether a grant may still give access and can be revoked from this app. */
export function mayStillWork({ state, problem }: GrantRow): boolean {
  switch (state) {
    case 'active':
      return true
    case 'revoking':
      return !isFinalProblem(problem)
    case 'ended':
      // The institution ended it, or we hold no token: there is nothing to revoke.
      return !['at-institution', 'token-lost'].includes(endOf(problem) ?? '')
    case 'revoked':
    case 'replaced':
      return false
  }
}
