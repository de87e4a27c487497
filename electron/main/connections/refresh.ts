import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { Connection } from '../../../shared/models.ts'
import { AppError, toFailure } from '../errors.ts'
import { refreshTokens } from '../oauth/refresh.ts'
import type { TokenSet } from '../oauth/server.ts'
import { appendActivity } from '../store/activity.ts'
import { closeAttempt, openAttempt } from '../store/attempts.ts'
import { write } from '../store/database.ts'
import { moveGrant } from '../store/grants.ts'
import type { ConnectionRow, GrantRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import { readAccounts } from './read-accounts.ts'
import { dropSecret, grantAccount, readSecret, storeSecret } from './secrets.ts'
import { findTarget, openTarget, type Target } from './target.ts'
import { announce, requireConnection, requireGrant, viewConnection } from './view.ts'

const refreshLimitMs = 30_000

/** These end a grant; anything else is transient and changes nothing but what the row says went wrong. */
const endings: ReadonlySet<ErrorCode> = new Set(['grant_ended', 'secret_missing', 'id_token_invalid'])

/**
 * Gets new tokens and new balances. One flight a grant: a second call waits for the first.
 *
 * @throws AppError `not_active`, and why it did not work; the connection then shows the same
 * @see RFC 6749 section 6, OpenID Connect Core section 12
 */
export async function refresh(deps: Deps, connectionId: string): Promise<Connection> {
  await deps.live.settled
  const connection = requireConnection(deps, connectionId)
  const grant = requireGrant(deps, connection.grantId)
  if (grant.state !== 'active') throw new AppError('not_active')

  const underWay = deps.live.refreshing.get(grant.id)
  if (underWay) await underWay
  else await fly(deps, connection, grant)
  return viewConnection(deps, connectionId)
}

async function fly(deps: Deps, connection: ConnectionRow, grant: GrantRow): Promise<void> {
  const flight = refreshGrant(deps, connection, grant).finally(() => {
    deps.live.refreshing.delete(grant.id)
    announce(deps, connection.id)
  })
  deps.live.refreshing.set(grant.id, flight)
  announce(deps, connection.id)
  await flight
}

async function refreshGrant(deps: Deps, connection: ConnectionRow, grant: GrantRow): Promise<void> {
  const startedMs = deps.now()
  const attemptId = randomUUID()
  const { institutionName } = viewConnection(deps, connection.id)
  try {
    const target = await findTarget(deps, connection.institutionId)
    const tokens = await rotate(deps, grant, target, attemptId)

    write(deps.store, () => {
      moveOn(deps, grant, target, tokens)
      closeAttempt(deps.store, attemptId, deps.now(), 'refreshed')
      appendActivity(deps.store, {
        connectionId: connection.id,
        institutionName,
        atMs: deps.now(),
        kind: 'refreshed',
        durationMs: deps.now() - startedMs,
      })
    })
    deps.live.bearers.set(grant.id, { bearer: tokens.bearer, expiresAtMs: tokens.expiresAtMs })
    if (tokens.refreshToken !== null) await dropOld(deps, grant)
    await readAccounts(deps, connection.id, target)
  } catch (thrown) {
    await settleFailure(deps, { connection, grant, institutionName, attemptId, thrown })
    throw thrown
  }
}

/** Journal, request, new token into the keychain as generation n+1. Nothing says n+1 exists until moveOn. */
async function rotate(deps: Deps, grant: GrantRow, target: Target, attemptId: string): Promise<TokenSet> {
  if (grant.generation === 0) throw new AppError('grant_ended')
  const signal = AbortSignal.timeout(refreshLimitMs)
  const refreshToken = await readSecret(deps, grantAccount(grant.id, grant.generation))
  const server = await openTarget(deps, target, signal)

  write(deps.store, () =>
    openAttempt(deps.store, {
      id: attemptId,
      kind: 'refresh',
      grantId: grant.id,
      generation: grant.generation + 1,
      registrationId: target.registration.id,
      institutionId: target.institution.id,
      startedAtMs: deps.now(),
      closedAtMs: null,
      outcome: null,
    }),
  )
  const previous = { issuer: grant.issuer, sub: grant.sub, clientId: grant.clientId }
  const tokens = await refreshTokens(server, { refreshToken, previous }, signal)
  if (tokens.refreshToken !== null) await keepNew(deps, grant, tokens.refreshToken)
  return tokens
}

/** The old token is spent by now: if the keychain refuses the new one, memory holds it until the keychain takes it. */
async function keepNew(deps: Deps, grant: GrantRow, refreshToken: string): Promise<void> {
  const account = grantAccount(grant.id, grant.generation + 1)
  try {
    await storeSecret(deps, account, refreshToken)
  } catch (thrown) {
    deps.live.unsaved.set(account, refreshToken)
    deps.log.warn('secret.unsaved', { grantId: grant.id, problem: toFailure(thrown).code })
    deps.emit('keychain.changed', await deps.keychain.probe())
  }
}

function moveOn(deps: Deps, grant: GrantRow, target: Target, tokens: TokenSet): void {
  const scopesGranted = tokens.scopesGranted ?? grant.scopesGranted
  const generation = tokens.refreshToken === null ? grant.generation : grant.generation + 1
  // Revoke may have been pressed meanwhile: it is the new token then that has to be revoked.
  moveGrant(deps.store, grant.id, ['active', 'revoking'], {
    generation,
    refreshedAtMs: deps.now(),
    tokenGoodUntilMs: tokens.expiresAtMs,
    scopesGranted,
    nextTryAtMs: null,
    ...(tokens.claims === null
      ? {}
      : { permissions: target.profile.permissionsGranted(tokens.claims, scopesGranted) }),
  })
  moveGrant(deps.store, grant.id, ['active'], { problem: null })
}

async function dropOld(deps: Deps, grant: GrantRow): Promise<void> {
  try {
    await dropSecret(deps, grantAccount(grant.id, grant.generation))
  } catch (thrown) {
    // Spent already: worth nothing to whoever finds it.
    deps.log.warn('secret.not_dropped', { grantId: grant.id, problem: toFailure(thrown).code })
  }
}

interface FailedRefresh {
  connection: ConnectionRow
  grant: GrantRow
  institutionName: string
  attemptId: string
  thrown: unknown
}

async function settleFailure(deps: Deps, failed: FailedRefresh): Promise<void> {
  const { connection, grant } = failed
  const problem = toFailure(failed.thrown)
  const hasEnded = endings.has(problem.code)
  const atMs = deps.now()

  write(deps.store, () => {
    moveGrant(
      deps.store,
      grant.id,
      ['active'],
      hasEnded
        ? { state: 'ended', endedAtMs: atMs, problem, nextTryAtMs: null }
        : { problem, nextTryAtMs: problem.detail.untilMs ?? null },
    )
    closeAttempt(deps.store, failed.attemptId, atMs, problem.code)
    appendActivity(deps.store, {
      connectionId: connection.id,
      institutionName: failed.institutionName,
      atMs,
      kind: hasEnded ? 'ended' : 'refresh_failed',
      problem,
    })
  })
  if (!hasEnded) return
  deps.live.bearers.delete(grant.id)
  if (problem.code === 'grant_ended') await dropOld(deps, grant)
}
