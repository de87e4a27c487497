import type { Failure } from '../../../../shared/errors.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import type { RevocationAnswer } from '../../oauth/revoke.ts'
import { replaceAccounts } from '../../store/accounts.ts'
import { recordConsent } from '../../receipts/record.ts'
import {
  dueRevocations,
  findGrant,
  moveGrant,
  nextDueRevocation,
  unsentRevocations,
} from '../../store/grants.ts'
import { writeAnswer } from '../../store/reserve.ts'
import type { GrantRow } from '../../store/rows.ts'
import { revokeAtInstitution } from './revoke-at-institution.ts'
import { ensureLiveToken } from './ensure-live-token.ts'
import { isFinalProblem } from '../model/grant-status.ts'
import { removeIfRevoked } from './remove-connection.ts'
import { backOffMs } from '../../runtime/timings.ts'
import { recordRevocation, recordUnconfirmed } from './record-revocation.ts'
import type { RevokeDeps } from './revoker.ts'
import { deleteToken } from '../tokens/grant-token.ts'
import { announce, requireConnection } from '../model/view.ts'

/** Revocations of a "revoke all" that are sent in parallel. */
const mostAtOnce = 4

/** Sets the timer for the next revocation to send. Call after any change. */
export function setRevocationTimer(deps: RevokeDeps): void {
  deps.timers.set('revocations', nextDueRevocation(deps.store), () => sendDueRevocations(deps))
}

async function sendDueRevocations(deps: RevokeDeps): Promise<void> {
  try {
    await sendAll(deps, dueRevocations(deps.store, deps.now()))
  } finally {
    setRevocationTimer(deps)
  }
}

/** Sends the requested revocations before the app quits, also those that can still be undone. Gives up after `limitMs`. */
export async function sendRevocationsBeforeQuit(deps: RevokeDeps, limitMs: number): Promise<void> {
  deps.timers.stop('revocations')
  const unsent = unsentRevocations(deps.store, deps.now())
  if (unsent.length === 0) return
  await Promise.race([
    sendAll(deps, unsent),
    new Promise<void>((resolve) => void deps.setTimer(limitMs, resolve)),
  ])
}

async function sendAll(deps: RevokeDeps, grants: readonly GrantRow[]): Promise<void> {
  const waiting = [...grants]
  const next = async (): Promise<void> => {
    for (let grant = waiting.shift(); grant; grant = waiting.shift()) await sendRevocation(deps, grant.id)
  }
  await Promise.all(Array.from({ length: mostAtOnce }, next))
}

/** Sends a revocation, or waits for the one under way. Never throws: records the outcome on the grant. */
export function sendRevocation(deps: RevokeDeps, grantId: string): Promise<void> {
  return deps.revoker.revocations.run(grantId, () => revokeGrant(deps, grantId))
}

async function revokeGrant(deps: RevokeDeps, grantId: string): Promise<void> {
  await deps.tokens.recovered()
  // A refresh under way may rotate the token that is to be revoked.
  await deps.tokens.refreshes.of(grantId)?.catch(() => undefined)
  const grant = findGrant(deps.store, grantId)
  if (grant?.state !== 'revoking') return

  try {
    const { grant: current, isLost } = await ensureLiveToken(deps, grant)
    const answer = await revokeAtInstitution(deps, current)
    // RFC 7009 section 2.2: a 200 for a spent token says nothing about the token that replaced it.
    if (isLost && !answer.isWhole) throw new AppError('revocation_token_lost', { host: answer.host })
    recordRevoked(deps, current, answer)
    await deleteRevoked(deps, current)
  } catch (thrown) {
    recordFailure(deps, grant, thrown)
  }
  announce(deps, grant.connectionId)
  await removeIfRevoked(deps, grant.connectionId)
}

/** Deletes the revoked token. If the keychain does not answer, recovery deletes it later. */
async function deleteRevoked(deps: RevokeDeps, grant: GrantRow): Promise<void> {
  if (grant.generation === 0) return
  await deleteToken(deps, grant.id, grant.generation).catch((thrown: unknown) => {
    deps.log.warn('secret.not_deleted', { grantId: grant.id, problem: toFailure(thrown).code })
  })
}

function recordRevoked(deps: RevokeDeps, grant: GrantRow, answer: RevocationAnswer): void {
  const atMs = deps.now()
  deps.tokens.deleteAccessToken(grant.id)
  writeAnswer(deps.store, () => {
    moveGrant(deps.store, grant.id, ['revoking'], {
      state: 'revoked',
      generation: 0,
      revokeAtMs: null,
      revokeUntilMs: null,
      nextTryAtMs: null,
      revokeAttempts: grant.revokeAttempts + 1,
      problem: null,
      endedAtMs: atMs,
      receiptHost: answer.host,
      receiptStatus: answer.status,
    })
    recordConsent(deps, grant, {
      kind: 'revoked',
      host: answer.host,
      status: answer.status,
      attempts: grant.revokeAttempts + 1,
    })
    const connection = requireConnection(deps, grant.connectionId)
    if (connection.grantId !== grant.id) return
    replaceAccounts(deps.store, connection.id, [])
    recordRevocation(deps, grant, 'revoked', { status: answer.status, attempts: grant.revokeAttempts + 1 })
  })
  deps.log.info('revoke.done', { grantId: grant.id })
}

function recordFailure(deps: RevokeDeps, grant: GrantRow, thrown: unknown): void {
  const atMs = deps.now()
  const attempts = grant.revokeAttempts + 1
  const problem = isOutOfTime(grant, deps.clock.uncontradictedNowMs())
    ? unconfirmed(thrown)
    : refusalAfter(attempts, toFailure(thrown))
  const nextTryAtMs = Math.max(problem.detail.untilMs ?? 0, atMs + backOffMs(attempts))
  if (problem.code === 'internal') deps.log.error('revocation.failed', thrown, { grantId: grant.id })

  writeAnswer(deps.store, () => {
    moveGrant(deps.store, grant.id, ['revoking'], {
      revokeAttempts: attempts,
      problem,
      revokeAtMs: null,
      nextTryAtMs: isFinalProblem(problem) ? null : nextTryAtMs,
    })
    if (grant.problem?.code === problem.code) return
    recordRevocation(deps, grant, 'revoke_failed', { problem, attempts })
    recordUnconfirmed(deps, grant, { problem, attempts })
  })
}

/** A gateway that is being changed answers so for a while: final only after so many attempts. */
const unexplainedAttempts = 5

/** What a refusal means after so many attempts: 403, 404 and 405 without an OAuth error may come from a gateway before the server. */
function refusalAfter(attempts: number, problem: Failure): Failure {
  const { error, status = 0 } = problem.detail
  const isUnexplained = error === undefined && [403, 404, 405].includes(status)
  return problem.code === 'revocation_refused' && isUnexplained && attempts < unexplainedAttempts
    ? { code: 'server_unavailable', detail: problem.detail }
    : problem
}

function isOutOfTime(grant: GrantRow, nowMs: number): boolean {
  return grant.revokeUntilMs !== null && nowMs >= grant.revokeUntilMs
}

/** Retried for days and never confirmed: only the institution knows. Keeps the host and status of the last failure. */
function unconfirmed(thrown: unknown): Failure {
  const { host, status } = toFailure(thrown).detail
  return {
    code: 'revocation_unconfirmed',
    detail: { ...(host === undefined ? {} : { host }), ...(status === undefined ? {} : { status }) },
  }
}
