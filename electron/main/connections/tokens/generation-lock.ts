import { findOpenRefresh, openAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant } from '../../store/grants.ts'
import type { AttemptRow, GrantState } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'

/** No flight lasts as long: an attempt that is older was left by a run that hangs. */
const longestFlightMs = 5 * 60_000

/**
 * Takes the right to spend a grant's current token. The look at the grant and the journal's line are one transaction, so that of two
 * runs of the app on one data folder only one spends a generation.
 *
 * @param state what the caller found the grant in
 * @returns false when another run holds it, or the grant has moved on
 */
export function lockGeneration(
  deps: Pick<Deps, 'store' | 'live'>,
  attempt: AttemptRow,
  state: GrantState,
): boolean {
  const isLocked = write(deps.store, () => {
    const grant = findGrant(deps.store, attempt.grantId)
    const isCurrent = grant?.generation === attempt.generation - 1 && grant.state === state
    if (!isCurrent || findOpenRefresh(deps.store, attempt.grantId)) return false
    openAttempt(deps.store, attempt)
    return true
  })
  if (isLocked) deps.live.generationLocks.add(attempt.id)
  return isLocked
}

/** Whether whoever opened an attempt may still be at work on it: this run, or another that is alive. */
export function isInProgress(deps: Pick<Deps, 'live' | 'now'>, attempt: AttemptRow): boolean {
  if (attempt.owner === deps.live.runId) {
    return deps.live.generationLocks.has(attempt.id) || deps.live.links.has(attempt.id)
  }
  return isRunning(attempt.owner) && deps.now() - attempt.startedAtMs < longestFlightMs
}

/** An owner other than ourselves that has our process id is an earlier run that had it before us. */
function isRunning(owner: string): boolean {
  const pid = Number.parseInt(owner, 10)
  if (Number.isNaN(pid) || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    // It is there, and somebody else's.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
