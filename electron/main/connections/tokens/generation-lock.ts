import { openAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant } from '../../store/grants.ts'
import type { AttemptRow, GrantState } from '../../store/rows.ts'
import type { TokenDeps } from './tokens.ts'

/**
 * Locks a grant's current token for one refresh: one transaction checks the grant and opens the attempt, so that a crash later finds it.
 *
 * @param state the grant's state as the caller found it
 * @returns false when the grant has changed since
 */
export function lockGeneration(
  deps: Pick<TokenDeps, 'store' | 'tokens'>,
  attempt: AttemptRow,
  state: GrantState,
): boolean {
  const isLocked = write(deps.store, () => {
    const grant = findGrant(deps.store, attempt.grantId)
    const isCurrent = grant?.generation === attempt.generation - 1 && grant.state === state
    if (isCurrent) openAttempt(deps.store, attempt)
    return isCurrent
  })
  if (isLocked) deps.tokens.startAttempt(attempt.id)
  return isLocked
}
