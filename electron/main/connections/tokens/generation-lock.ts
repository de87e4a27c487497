import { closeAttempt, openAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant } from '../../store/grants.ts'
import { recordGeneration } from '../../store/ledger.ts'
import type { AttemptRow, GrantState } from '../../store/rows.ts'
import { tokenAccount } from './token-entry.ts'
import type { TokenDeps } from './tokens.ts'

/**
 * Locks a grant's current token for one refresh: one transaction checks the grant, opens the attempt, so that a crash later finds it, and
 * records the generation that the keychain may hold from now on. Nothing has to be written between the answer and the keychain.
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
    if (!isCurrent) return false
    openAttempt(deps.store, attempt)
    recordGeneration(deps.store, tokenAccount(attempt.grantId), attempt.generation)
    return true
  })
  if (isLocked) deps.tokens.startAttempt(attempt.id)
  return isLocked
}

/**
 * Closes an attempt. Where it brought no new token, the keychain certainly holds the generation before. In the caller's transaction.
 *
 * @returns whether it was open
 */
export function closeRefresh(
  deps: Pick<TokenDeps, 'store' | 'now'>,
  attempt: { id: string; grantId: string },
  outcome: string,
): boolean {
  const wasOpen = closeAttempt(deps.store, attempt.id, deps.now(), outcome)
  const generation = findGrant(deps.store, attempt.grantId)?.generation ?? 0
  if (wasOpen && generation > 0) recordGeneration(deps.store, tokenAccount(attempt.grantId), generation)
  return wasOpen
}
