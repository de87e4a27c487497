import { closeAttempt, findOpenRefresh, openAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant } from '../../store/grants.ts'
import { recordGeneration } from '../../store/ledger.ts'
import type { AttemptRow, GrantState } from '../../store/rows.ts'
import { tokenAccount } from './token-entry.ts'
import type { TokenDeps } from './tokens.ts'

/** No refresh lasts as long: an older attempt was left by a run that hangs. */
const longestRefreshMs = 5 * 60_000

/**
 * Locks a grant's current token for one refresh. One transaction checks the grant, opens the attempt, and records the generation that the
 * keychain may hold from now on: nothing has to be written between the answer and the keychain. Of two runs of the app on one data folder
 * only one spends a generation.
 *
 * @param state the grant's state as the caller found it
 * @returns false when another run has the lock, or the grant has changed
 */
export function lockGeneration(
  deps: Pick<TokenDeps, 'store' | 'tokens'>,
  attempt: AttemptRow,
  state: GrantState,
): boolean {
  const isLocked = write(deps.store, () => {
    const grant = findGrant(deps.store, attempt.grantId)
    const isCurrent = grant?.generation === attempt.generation - 1 && grant.state === state
    if (!isCurrent || findOpenRefresh(deps.store, attempt.grantId)) return false
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

/** Whether the run that opened an attempt, this one or another, may still be at work on it. */
export function isInProgress(
  deps: Pick<TokenDeps, 'tokens' | 'now' | 'runId'>,
  attempt: AttemptRow,
): boolean {
  if (attempt.owner === deps.runId) return deps.tokens.isAttemptInProgress(attempt.id)
  return isRunning(attempt.owner) && deps.now() - attempt.startedAtMs < longestRefreshMs
}

/** An owner that is not this run but has its process id is an earlier run. */
function isRunning(owner: string): boolean {
  const pid = Number.parseInt(owner, 10)
  if (Number.isNaN(pid) || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    // It runs as another user.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
