import { errorTraits } from '../../../../shared/error-traits.ts'
import { randomUUID } from 'node:crypto'
import type { Failure } from '../../../../shared/errors.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import { closeAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import type { ConnectionRow, GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { isConsentOver } from '../model/grant-status.ts'
import { dataFreshForMs, retryRefreshMs, windowsOf } from '../../runtime/timings.ts'
import { isPossiblySpent } from '../tokens/may-be-spent.ts'
import { readAccounts } from './read-accounts.ts'
import { readConsent } from './read-consent.ts'
import { untilReleased } from '../recover/recover.ts'
import { requireNoBackoff } from './institution-backoff.ts'
import { discardOld, commitRotation, rotate } from '../tokens/rotate.ts'
import { deleteSecretLater, grantAccount } from '../tokens/secret-store.ts'
import { findInstitutionClient } from '../tokens/institution-client.ts'
import { announce, requireConnection, requireGrant, viewConnection } from '../model/view.ts'

/** `planned`: nobody waits for it, so that a failure disturbs nobody as long as what was read is fresh. */
export type RefreshCause = 'asked' | 'planned'

/**
 * Gets new tokens and new balances. One flight a grant: a second call waits for the first, also where that is another run of the app
 * on the same data. It ends in one of three ways: refreshed; ended, with the reason; or transient, and then nothing changes but when
 * it is tried next.
 *
 * @throws AppError `not_active`, `consent_expired`, `rate_limited` while the institution wants to be left alone, and why it did not
 *   work; the connection then shows the same
 * @see RFC 6749 section 6, OpenID Connect Core section 12
 */
export async function refresh(
  deps: Deps,
  connectionId: string,
  cause: RefreshCause = 'asked',
): Promise<ConnectionSummary> {
  await deps.live.recovered
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.state !== 'active') throw new AppError('not_active')
  if (isConsentOver(deps, grant)) throw new AppError('consent_expired')
  requireNoBackoff(deps, connection.institutionId)

  const inProgress = deps.live.refreshing.get(grant.id)
  if (inProgress) await inProgress
  else await fly(deps, { connection, grant, cause })
  return viewConnection(deps, connectionId)
}

interface Flight {
  connection: ConnectionRow
  grant: GrantRow
  cause: RefreshCause
}

async function fly(deps: Deps, flight: Flight): Promise<void> {
  const { connection, grant } = flight
  const flown = refreshGrant(deps, flight).finally(() => {
    deps.live.refreshing.delete(grant.id)
    announce(deps, connection.id)
  })
  deps.live.refreshing.set(grant.id, flown)
  announce(deps, connection.id)
  await flown
}

/** Where another run of the app is about it, what that one gets stands. If it gets nothing, the token is ours to spend. */
async function refreshGrant(deps: Deps, flight: Flight): Promise<void> {
  if (await refreshOnce(deps, flight)) return

  const { grant } = flight
  await untilReleased(deps, grant.id)
  const after = requireGrant(deps, grant.id)
  if (after.state !== 'active' || after.generation !== grant.generation) return
  await refreshGrant(deps, { ...flight, grant: after })
}

/** @returns false when another run of the app has claimed the token */
async function refreshOnce(deps: Deps, { connection, grant, cause }: Flight): Promise<boolean> {
  const startedMs = deps.now()
  const attemptId = randomUUID()
  let isAnswered = false
  const institutionName = findInstitution(deps.store, connection.institutionId)?.name ?? ''
  try {
    const client = await findInstitutionClient(deps, connection.institutionId)
    const answer = await rotate(deps, { connection, grant, client, attemptId })
    if (answer === null) return false

    const { tokens, problem } = answer
    write(deps.store, () => {
      commitRotation(deps, { grant, client }, answer)
      closeAttempt(deps.store, attemptId, deps.now(), tokens === null ? 'token kept' : 'refreshed')
      if (tokens === null) return
      appendActivity(deps.store, {
        connectionId: connection.id,
        institutionName,
        atMs: deps.now(),
        kind: 'refreshed',
        attempts: grant.refreshAttempts + 1,
        durationMs: deps.now() - startedMs,
      })
    })
    discardOld(deps, { grant, client }, answer)
    isAnswered = true
    if (tokens === null) throw problem
    deps.live.accessTokens.set(grant.id, {
      accessToken: tokens.accessToken,
      obtainedAtMs: startedMs,
      expiresAtMs: tokens.expiresAtMs,
    })
    await readAccounts(deps, connection.id, client, cause)
    if (cause === 'asked') await readConsent(deps, connection.id, client)
    return true
  } catch (thrown) {
    const reason = trueReason(grant, thrown, deps.live.generationLocks.has(attemptId))
    recordFailure(deps, {
      connection,
      grant,
      cause,
      institutionName,
      attemptId,
      isAnswered,
      thrown: reason,
    })
    throw reason
  } finally {
    deps.live.generationLocks.delete(attemptId)
  }
}

/**
 * The token was tried once more after an answer that never came: that it is refused now is how a lost rotation looks. The first time
 * such an answer is lost, that is said too: "could not be reached" would be only half of it.
 */
function trueReason(grant: GrantRow, thrown: unknown, hasBegun: boolean): unknown {
  const { code, detail } = toFailure(thrown)
  if (code === 'grant_ended' && grant.possiblySpentAtMs !== null) return new AppError('answer_lost', detail)
  const isInDoubt = (code === 'offline' || code === 'timed_out') && isPossiblySpent({ code, detail })
  return hasBegun && isInDoubt ? new AppError(code, { ...detail, isPossiblySpent: true }) : thrown
}

interface FailedRefresh extends Flight {
  institutionName: string
  attemptId: string
  /** The refresh token is good: only the rest of the answer, or what was read with it, was not. */
  isAnswered: boolean
  thrown: unknown
}

function recordFailure(deps: Deps, failed: FailedRefresh): void {
  const { connection, grant } = failed
  const problem = toFailure(failed.thrown)
  const hasEnded = !failed.isAnswered && errorTraits[problem.code].endsGrant !== undefined
  const atMs = deps.now()
  // A refusal may be a front that is in the way for a moment; twice in a row, only the user can find out.
  const isRefusedAgain = problem.code === 'refresh_refused' && grant.refreshAttempts > 0
  const isReported = hasEnded || isRefusedAgain || failed.cause === 'asked' || isStale(grant, atMs)

  write(deps.store, () => {
    const wasBegun = closeAttempt(deps.store, failed.attemptId, atMs, problem.code)
    if (wasBegun && isPossiblySpent(problem)) {
      moveGrant(deps.store, grant.id, ['active', 'revoking'], { possiblySpentAtMs: atMs })
    }
    moveGrant(deps.store, grant.id, ['active'], {
      ...(isReported ? { problem } : {}),
      ...(hasEnded
        ? {
            state: 'ended',
            endedAtMs: atMs,
            nextTryAtMs: null,
            consentNoticeMs: null,
            ...(isEndedThere(problem) ? { generation: 0 } : {}),
          }
        : { refreshAttempts: grant.refreshAttempts + 1, nextTryAtMs: nextTryMs(deps, grant, problem) }),
    })
    // Tried again and again by itself, the same failure is told once.
    if (!isReported || (failed.cause === 'planned' && grant.problem?.code === problem.code)) return
    appendActivity(deps.store, {
      connectionId: connection.id,
      institutionName: failed.institutionName,
      atMs,
      kind: hasEnded ? 'ended' : 'refresh_failed',
      problem,
      attempts: grant.refreshAttempts + 1,
    })
  })
  if (!hasEnded) return
  deps.live.accessTokens.delete(grant.id)
  if (isEndedThere(problem)) deleteSecretLater(deps, grantAccount(grant.id, grant.generation))
}

/** The old token of a lost answer is kept: the institution may end the whole grant for it. */
function isEndedThere({ code }: Failure): boolean {
  return errorTraits[code].endsGrant === 'at-institution'
}

/** What was read is older than anybody would expect: from here on a failure is shown, whoever asked. */
function isStale(grant: GrantRow, nowMs: number): boolean {
  const fromMs = grant.refreshedAtMs ?? grant.authorizedAtMs
  return nowMs >= windowsOf(fromMs, fromMs + dataFreshForMs).mandatoryMs
}

function nextTryMs(deps: Deps, grant: GrantRow, problem: Failure): number | null {
  if (grant.generation === 0) return null
  const backedOffMs = deps.now() + retryRefreshMs(grant.refreshAttempts + 1, deps.random())
  return Math.max(problem.detail.untilMs ?? 0, backedOffMs)
}
