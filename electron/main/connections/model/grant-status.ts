import { errorTraits, type ErrorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'

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
