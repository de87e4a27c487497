import type { ErrorCode } from '../../../shared/errors.ts'
import type { Connection } from '../../../shared/models.ts'
import { AppError, toFailure } from '../errors.ts'
import { revokeToken } from '../oauth/revoke.ts'
import { replaceAccounts } from '../store/accounts.ts'
import { appendActivity } from '../store/activity.ts'
import { deleteConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { dueRevocations, findGrant, moveGrant, nextDueRevocation } from '../store/grants.ts'
import type { GrantRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import { dropSecret, grantAccount, readSecret } from './secrets.ts'
import { findTarget, openTarget } from './target.ts'
import { announce, requireConnection, requireGrant, viewConnection } from './view.ts'

const revokeLimitMs = 20_000
const longestTimerMs = 60 * 60_000

/** Asking again would change nothing: the person is told what to do instead. */
const finalProblems: ReadonlySet<ErrorCode> = new Set([
  'revocation_unsupported',
  'revocation_refused',
  'secret_missing',
])

/**
 * Revoke is pressed: the intent is durable at once, and nothing uses the grant's tokens from here. The request leaves when the
 * time for Undo is over; `sendRevocation` says how it ends.
 *
 * @throws AppError `not_active`
 * @see RFC 7009
 */
export function requestRevoke(deps: Deps, connectionId: string): Connection {
  const connection = requireConnection(deps, connectionId)
  const atMs = deps.now()
  write(deps.store, () => {
    const isMoved = moveGrant(deps.store, connection.grantId, ['active', 'ended'], {
      state: 'revoking',
      revokeAtMs: atMs + deps.settings.undoMs,
      revokeAttempts: 0,
      nextTryAtMs: null,
      problem: null,
      endedAtMs: null,
    })
    if (!isMoved) throw new AppError('not_active')
    record(deps, requireGrant(deps, connection.grantId), 'revoke_requested')
  })
  armRevocations(deps)
  announce(deps, connectionId)
  return viewConnection(deps, connectionId)
}

/** @throws AppError `not_active` when the time for it is over */
export function undoRevoke(deps: Deps, connectionId: string): Connection {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.revokeAtMs === null || grant.revokeAtMs <= deps.now() || deps.live.revoking.has(grant.id)) {
    throw new AppError('not_active')
  }
  write(deps.store, () => {
    if (!moveGrant(deps.store, grant.id, ['revoking'], { state: 'active', revokeAtMs: null })) {
      throw new AppError('not_active')
    }
    record(deps, grant, 'revoke_undone')
  })
  announce(deps, connectionId)
  return viewConnection(deps, connectionId)
}

/** Tries a pending revocation now. Resolves with the connection as it then stands. */
export async function retryRevoke(deps: Deps, connectionId: string): Promise<Connection> {
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.state !== 'revoking' || (grant.revokeAtMs ?? 0) > deps.now()) throw new AppError('not_active')

  await sendRevocation(deps, grant.id)
  armRevocations(deps)
  return viewConnection(deps, connectionId)
}

/**
 * Drops what we hold of a connection without asking the institution; its activity stays.
 *
 * @throws AppError `not_active` while the grant works or its revocation is not settled
 */
export async function forget(deps: Deps, connectionId: string): Promise<void> {
  const { status, institutionName } = viewConnection(deps, connectionId)
  if (status === 'active' || status === 'revoking' || status === 'revocation-pending') {
    throw new AppError('not_active')
  }
  const grant = requireGrant(deps, requireConnection(deps, connectionId).grantId)
  if (grant.generation > 0) await dropSecret(deps, grantAccount(grant.id, grant.generation))

  write(deps.store, () => {
    appendActivity(deps.store, { connectionId, institutionName, atMs: deps.now(), kind: 'forgotten' })
    deleteConnection(deps.store, connectionId)
  })
  deps.live.bearers.delete(grant.id)
  deps.emit('connection.removed', { id: connectionId })
}

/** One timer for the earliest revocation that is due: set anew after every change, and at start. */
export function armRevocations(deps: Deps): void {
  clearTimeout(deps.live.revocationTimer)
  const dueMs = nextDueRevocation(deps.store)
  if (dueMs === null) return
  const waitMs = Math.min(Math.max(dueMs - deps.now(), 0), longestTimerMs)
  deps.live.revocationTimer = setTimeout(() => {
    sendDueRevocations(deps).catch((thrown: unknown) => deps.log.error('revocations.failed', thrown))
  }, waitMs)
}

async function sendDueRevocations(deps: Deps): Promise<void> {
  try {
    await Promise.all(dueRevocations(deps.store, deps.now()).map((grant) => sendRevocation(deps, grant.id)))
  } finally {
    armRevocations(deps)
  }
}

/** The app is about to quit: what the person asked to end is ended now, not at the next start. Gives up after `limitMs`. */
export async function sendRevocationsBeforeQuit(deps: Deps, limitMs: number): Promise<void> {
  clearTimeout(deps.live.revocationTimer)
  const dueByThen = dueRevocations(deps.store, deps.now() + deps.settings.undoMs)
  if (dueByThen.length === 0) return
  await Promise.race([
    Promise.all(dueByThen.map((grant) => sendRevocation(deps, grant.id))),
    new Promise((resolve) => setTimeout(resolve, limitMs)),
  ])
}

/** One flight a grant. Never throws: how it ended stands on the grant. */
async function sendRevocation(deps: Deps, grantId: string): Promise<void> {
  const underWay = deps.live.revoking.get(grantId)
  if (underWay) return underWay

  const flight = revokeGrant(deps, grantId).finally(() => deps.live.revoking.delete(grantId))
  deps.live.revoking.set(grantId, flight)
  return flight
}

async function revokeGrant(deps: Deps, grantId: string): Promise<void> {
  await deps.live.settled
  // A refresh in flight may be rotating the very token that is to be revoked.
  await deps.live.refreshing.get(grantId)?.catch(() => undefined)
  const grant = findGrant(deps.store, grantId)
  if (grant?.state !== 'revoking') return

  try {
    const answer = await endAtInstitution(deps, grant)
    if (grant.generation > 0) await dropSecret(deps, grantAccount(grant.id, grant.generation))
    settleRevoked(deps, grant, answer)
  } catch (thrown) {
    settleFailed(deps, grant, thrown)
  }
  announce(deps, grant.connectionId)
}

/**
 * The refresh token first: it takes the access tokens with it where the server does as RFC 7009 section 2.1 says. The access token in
 * hand goes after it; it ends by itself within minutes, so that failing there leaves nothing to retry.
 */
async function endAtInstitution(deps: Deps, grant: GrantRow): Promise<{ host: string; status: number }> {
  const signal = AbortSignal.timeout(revokeLimitMs)
  const connection = requireConnection(deps, grant.connectionId)
  const target = await findTarget(deps, connection.institutionId)
  const bearer = target.profile.revokesAccessTokens ? deps.live.bearers.get(grant.id)?.bearer : undefined
  if (grant.generation === 0 && bearer === undefined) throw new AppError('secret_missing')

  const refreshToken =
    grant.generation === 0 ? null : await readSecret(deps, grantAccount(grant.id, grant.generation))
  const server = await openTarget(deps, target, signal)
  const endAccess = () => revokeToken(server, { token: bearer ?? '', hint: 'access_token' }, signal)
  if (refreshToken === null) return endAccess()

  const answer = await revokeToken(server, { token: refreshToken, hint: 'refresh_token' }, signal)
  if (bearer !== undefined) {
    await endAccess().catch((thrown: unknown) => {
      deps.log.warn('access_token.not_revoked', { grantId: grant.id, problem: toFailure(thrown).code })
    })
  }
  return answer
}

function settleRevoked(deps: Deps, grant: GrantRow, answer: { host: string; status: number }): void {
  const atMs = deps.now()
  deps.live.bearers.delete(grant.id)
  write(deps.store, () => {
    moveGrant(deps.store, grant.id, ['revoking'], {
      state: 'revoked',
      generation: 0,
      revokeAtMs: null,
      nextTryAtMs: null,
      revokeAttempts: grant.revokeAttempts + 1,
      problem: null,
      endedAtMs: atMs,
      receiptHost: answer.host,
      receiptStatus: answer.status,
    })
    const connection = requireConnection(deps, grant.connectionId)
    if (connection.grantId !== grant.id) return
    replaceAccounts(deps.store, connection.id, [])
    record(deps, grant, 'revoked')
  })
}

function settleFailed(deps: Deps, grant: GrantRow, thrown: unknown): void {
  const problem = toFailure(thrown)
  const attempts = grant.revokeAttempts + 1
  const isFinal = finalProblems.has(problem.code)
  const atMs = deps.now()
  if (problem.code === 'internal') deps.log.error('revocation.failed', thrown, { grantId: grant.id })

  write(deps.store, () => {
    moveGrant(deps.store, grant.id, ['revoking'], {
      revokeAttempts: attempts,
      problem,
      revokeAtMs: null,
      nextTryAtMs: isFinal ? null : (problem.detail.untilMs ?? atMs + backOffMs(attempts)),
    })
    if (grant.problem?.code !== problem.code) record(deps, grant, 'revoke_failed', problem)
  })
}

/** 5 s, 10 s, 20 s … half an hour. */
function backOffMs(attempts: number): number {
  return Math.min(5000 * 2 ** (attempts - 1), 30 * 60_000)
}

function record(
  deps: Deps,
  grant: GrantRow,
  kind: 'revoke_requested' | 'revoke_undone' | 'revoke_failed' | 'revoked',
  problem: ReturnType<typeof toFailure> | null = null,
): void {
  const { institutionName } = viewConnection(deps, grant.connectionId)
  appendActivity(deps.store, {
    connectionId: grant.connectionId,
    institutionName,
    atMs: deps.now(),
    kind,
    problem,
  })
}
