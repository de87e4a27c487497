import { randomUUID } from 'node:crypto'
import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { notifyBroken } from '../../notifications/notify.ts'
import { appendActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import { findRegistration } from '../../store/registrations.ts'
import type { ConnectionRow, GrantRow } from '../../store/rows.ts'
import { endGrant } from '../model/end-grant.ts'
import { holdsAccess } from '../model/grant-status.ts'
import { requireConsent } from '../model/institution-clock.ts'
import { refreshPlan } from '../../runtime/refresh-plan.ts'
import { firstAllowedMs, staleMs, type RefreshPlan } from '../../runtime/refresh-policy.ts'
import { retryRefreshMs } from '../../runtime/timings.ts'
import { closeRefresh } from '../tokens/generation-lock.ts'
import { isPossiblySpent } from '../tokens/possibly-spent.ts'
import { readAccounts } from './read-accounts.ts'
import { readConsent } from './read-consent.ts'
import { watchConsent } from './watch-consent.ts'
import { recoverOpenRefresh } from '../recover/recover.ts'
import type { RefreshDeps } from './refresher.ts'
import { commitRotation, rotate, type Rotated } from '../tokens/rotate.ts'
import { findInstitutionClient } from '../tokens/institution-client.ts'
import { announce, requireConnection, requireGrant, viewConnection } from '../model/view.ts'

/** `asked`: by the user, or by a call that needs it. `planned`: by the timer; a failure is shown only once the data are stale. */
export type RefreshCause = 'asked' | 'planned'

/**
 * Refreshes the tokens of a connection and reads its accounts. A second call for the same grant waits for the first.
 * Three outcomes: refreshed, grant ended, or failed and retried later.
 *
 * @throws AppError `not_active`, `consent_expired`, `rate_limited` until the time that the institution named, and why the refresh failed;
 *   the connection then shows the same
 * @see RFC 6749 section 6, OpenID Connect Core section 12
 */
export async function refresh(
  deps: RefreshDeps,
  connectionId: string,
  cause: RefreshCause = 'asked',
): Promise<ConnectionSummary> {
  await deps.tokens.recovered()
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.state !== 'active') throw new AppError('not_active')
  await requireConsent(deps, connection.institutionId, grant)
  deps.refresher.backoffs.requireNone(connection.institutionId)

  await (deps.tokens.refreshes.of(grant.id) ?? start(deps, { connection, grant, cause }))
  return viewConnection(deps, connectionId)
}

interface RefreshRequest {
  connection: ConnectionRow
  grant: GrantRow
  cause: RefreshCause
}

async function start(deps: RefreshDeps, request: RefreshRequest): Promise<void> {
  const { connection, grant } = request
  const refreshed = deps.tokens.refreshes.run(grant.id, () => refreshGrant(deps, request))
  announce(deps, connection.id)
  try {
    await refreshed
  } finally {
    announce(deps, connection.id)
  }
}

async function refreshGrant(
  deps: RefreshDeps,
  { connection, cause, ...found }: RefreshRequest,
): Promise<void> {
  const startedMs = deps.now()
  const attemptId = randomUUID()
  let { grant } = found
  let rotated: Rotated | null = null
  const institutionName = findInstitution(deps.store, connection.institutionId)?.name ?? ''
  try {
    await recoverOpenRefresh(deps, grant.id)
    grant = requireGrant(deps, grant.id)
    // The user has pressed Revoke meanwhile; so too where `rotate` finds the grant changed.
    if (grant.state !== 'active') return
    const client = await findInstitutionClient(deps, connection.institutionId)
    // Nothing can be renewed: what can be read is read with the access token that came first.
    if (grant.generation === 0 && holdsAccess(deps, grant.id))
      return await readAccounts(deps, connection.id, client, cause)
    const answer = await rotate(deps, { connection, grant, client, attemptId })
    if (answer === null) return
    rotated = answer

    const { tokens, problem } = answer
    write(deps.store, () => {
      commitRotation(deps, { grant, client }, answer)
      closeRefresh(deps, { id: attemptId, grantId: grant.id }, tokens === null ? 'token kept' : 'refreshed')
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
    if (tokens === null) throw problem
    deps.tokens.holdAccessToken(grant.id, {
      accessToken: tokens.accessToken,
      obtainedAtMs: startedMs,
      expiresAtMs: tokens.expiresAtMs,
      isBound: tokens.boundTo !== null,
    })
    await readAccounts(deps, connection.id, client, cause)
    if (cause === 'asked') await readConsent(deps, connection.id, client)
    await watchConsent(deps, connection.id, client)
    deps.log.info('refresh.done', { connectionId: connection.id, durationMs: deps.now() - startedMs })
  } catch (thrown) {
    const reason = trueReason(grant, thrown, deps.tokens.isAttemptInProgress(attemptId))
    recordFailure(deps, {
      connection,
      grant,
      cause,
      institutionName,
      attemptId,
      rotated,
      thrown: reason,
    })
    throw reason
  } finally {
    deps.tokens.endAttempt(attemptId)
  }
}

/**
 * Makes the reason exact: a refusal after a lost answer means that the rotation was lost, and a lost answer means that the token may be
 * spent.
 */
function trueReason(grant: GrantRow, thrown: unknown, hasBegun: boolean): unknown {
  const { code, detail } = toFailure(thrown)
  if (code === 'grant_ended' && grant.possiblySpentAtMs !== null) return new AppError('answer_lost', detail)
  const isInDoubt = (code === 'offline' || code === 'timed_out') && isPossiblySpent({ code, detail })
  return hasBegun && isInDoubt ? new AppError(code, { ...detail, isPossiblySpent: true }) : thrown
}

interface FailedRefresh extends RefreshRequest {
  institutionName: string
  attemptId: string
  /** The answer, also when it could not be written down: the keychain holds its token. */
  rotated: Rotated | null
  thrown: unknown
}

function recordFailure(deps: RefreshDeps, failed: FailedRefresh): void {
  const { grant, institutionName } = failed
  const problem = toFailure(failed.thrown)
  const attempts = grant.refreshAttempts + 1
  const close = (): void => closeFailed(deps, failed, problem)
  const endsGrant = failed.rotated === null && errorTraits[problem.code].endsGrant !== undefined
  const isPlanned = failed.cause === 'planned'
  if (endsGrant) {
    const hasEnded = endGrant(deps, grant, { problem, attempts }, close)
    if (hasEnded && isPlanned) {
      notifyBroken(deps, { kind: 'ended', id: failed.connection.id, name: institutionName })
    }
  } else {
    write(deps.store, () => {
      close()
      recordTransient(deps, failed, problem)
    })
    if (isPlanned && errorTraits[problem.code].fault === 'keychain') {
      notifyBroken(deps, { kind: 'keychain', id: '', name: '' })
    }
  }
}

function closeFailed(
  deps: Pick<RefreshDeps, 'store' | 'now'>,
  { grant, attemptId, rotated }: FailedRefresh,
  problem: Failure,
): void {
  if (rotated !== null) {
    const { generation } = rotated
    moveGrant(deps.store, grant.id, ['active', 'revoking'], { generation, possiblySpentAtMs: null })
  }
  const wasOpen = closeRefresh(deps, { id: attemptId, grantId: grant.id }, problem.code)
  if (wasOpen && rotated === null && isPossiblySpent(problem)) {
    moveGrant(deps.store, grant.id, ['active', 'revoking'], { possiblySpentAtMs: deps.now() })
  }
}

function recordTransient(deps: RefreshDeps, failed: FailedRefresh, problem: Failure): void {
  const { connection, grant, cause } = failed
  const atMs = deps.now()
  const plan = refreshPlan(deps, connection)
  const isOfRegistration = errorTraits[problem.code].fault === 'registration'
  // One refusal may come from a gateway; after the second in a row, only the user can find out.
  const isRefusedAgain = (problem.code === 'refresh_refused' || isOfRegistration) && grant.refreshAttempts > 0
  const isReported = isRefusedAgain || cause === 'asked' || isStale(plan, grant, atMs)
  moveGrant(deps.store, grant.id, ['active'], {
    ...(isReported ? { problem } : {}),
    refreshAttempts: grant.refreshAttempts + 1,
    nextTryAtMs: nextTryMs(deps, plan, grant, problem),
  })
  // Planned retries report the same problem once.
  if (!isReported || (cause === 'planned' && grant.problem?.code === problem.code)) return
  appendActivity(deps.store, {
    connectionId: connection.id,
    institutionName: failed.institutionName,
    atMs,
    kind: 'refresh_failed',
    problem,
    attempts: grant.refreshAttempts + 1,
  })
  if (cause !== 'planned') return
  const registration = isOfRegistration ? findRegistration(deps.store, connection.registrationId) : undefined
  notifyBroken(
    deps,
    registration
      ? { kind: 'registration', id: registration.id, name: registration.name }
      : { kind: 'retry', id: connection.id, name: failed.institutionName },
  )
}

/** Whether the data are older than planned refreshes leave them: from then on every failure is shown. */
function isStale(plan: RefreshPlan, grant: GrantRow, nowMs: number): boolean {
  return nowMs >= staleMs(plan, grant.refreshedAtMs ?? grant.authorizedAtMs)
}

function nextTryMs(deps: RefreshDeps, plan: RefreshPlan, grant: GrantRow, problem: Failure): number | null {
  if (grant.generation === 0) return null
  const backoffEndMs = deps.now() + retryRefreshMs(grant.refreshAttempts + 1, deps.random())
  return firstAllowedMs(plan, Math.max(problem.detail.untilMs ?? 0, backoffEndMs))
}
