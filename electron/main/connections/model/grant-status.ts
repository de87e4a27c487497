import { errorTraits, type ErrorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { GrantRow } from '../../store/rows.ts'
import { uncontradictedNowMs } from '../../health/clock-skew.ts'
import type { Deps } from '../../runtime/deps.ts'

/** A revocation that is not asked for again by itself, because that would change nothing: the person is told what to do instead. */
export function isFinalProblem(problem: Failure | null): boolean {
  return problem !== null && errorTraits[problem.code].endsRevocation !== undefined
}

function endOf(problem: Failure | null): ErrorTraits['endsGrant'] {
  return problem === null ? undefined : errorTraits[problem.code].endsGrant
}

/** Whether access may be left at the institution that can't be ended from here: only the user can end it there. */
export function mayRemain({ state, problem }: Pick<GrantRow, 'state' | 'problem'>): boolean {
  if (state === 'revoking') return isFinalProblem(problem)
  return state === 'ended' && endOf(problem) === 'token-lost'
}

/** Whether the time that a consent was given for is over. Never stored: it follows from now, which a clock that is set takes back. */
export function isConsentOver(
  deps: Pick<Deps, 'live' | 'now'>,
  { state, consentUntilMs }: Pick<GrantRow, 'state' | 'consentUntilMs'>,
): boolean {
  return state === 'active' && consentUntilMs <= uncontradictedNowMs(deps)
}

/** Whether a grant may still give access at the institution and can be ended from here. */
export function mayStillWork({ state, problem }: GrantRow): boolean {
  switch (state) {
    case 'active':
      return true
    case 'revoking':
      return !isFinalProblem(problem)
    case 'ended':
      // What is over at the institution, or what Mooring has no token for, can't be revoked.
      return !['at-institution', 'token-lost'].includes(endOf(problem) ?? '')
    case 'revoked':
    case 'replaced':
      return false
  }
}
