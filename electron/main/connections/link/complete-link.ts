import { randomUUID } from 'node:crypto'
import { AppError, toFailure } from '../../core/errors.ts'
import { revokeToken } from '../../oauth/revoke.ts'
import type { TokenSet } from '../../oauth/server.ts'
import { closeAttempt, openAttempt } from '../../store/attempts.ts'
import { findConnection } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { allowTokenDeletion } from '../../store/ledger.ts'
import { listRelinks } from '../../store/relinks.ts'
import { writeAnswer } from '../../store/reserve.ts'
import type { AttemptRow } from '../../store/rows.ts'
import { serverNowMs } from '../../health/clock-skew.ts'
import { setConsentTimer } from '../consent/expiry.ts'
import { whoSignedIn } from './identity.ts'
import type { Linking, LinkRun } from './link-run.ts'
import type { LinkDeps } from './linker.ts'
import { setRevocationTimer } from '../revoke/revocation-queue.ts'
import { isPossiblySpent } from '../tokens/possibly-spent.ts'
import { setRecoveryTimer } from '../recover/recover.ts'
import { saveGrant, type NewGrant } from './save-grant.ts'
import { setRefreshTimer } from '../refresh/scheduler.ts'
import { deleteToken, deleteTokenLater, storeFirstToken, tokenOf } from '../tokens/grant-token.ts'
import { closeInterruptedLink } from '../recover/interrupted-attempts.ts'
import { recordOrphanOutcome } from '../recover/revoke-orphan.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'
import { announce } from '../model/view.ts'

/** Opens the attempt. Call before the token request, so that recovery knows of tokens that the institution may issue. */
export function openLinkAttempt(deps: LinkDeps, run: LinkRun, client: InstitutionClient): AttemptRow {
  const attempt: AttemptRow = {
    id: run.id,
    kind: 'link',
    grantId: randomUUID(),
    generation: 1,
    registrationId: client.registration.id,
    institutionId: client.institution.id,
    connectionId: run.connectionId,
    startedAtMs: deps.now(),
    closedAtMs: null,
    outcome: null,
  }
  write(deps.store, () => openAttempt(deps.store, attempt))
  return attempt
}

/** Runs the token request. If its answer is lost, tells the user that access may remain. */
export async function exchange(
  deps: LinkDeps,
  run: LinkRun,
  attempt: AttemptRow,
  request: () => Promise<TokenSet>,
): Promise<TokenSet> {
  try {
    return await request()
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (run.signal.aborted || isPossiblySpent(problem)) closeInterruptedLink(deps, attempt)
    else write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), problem.code))
    throw thrown
  }
}

interface Exchanged extends Linking {
  attempt: AttemptRow
  tokens: TokenSet
}

/**
 * Stores a new grant: the refresh token first, then everything else in one transaction. Revokes a grant that can't be stored.
 *
 * @returns the connection's id
 * @throws AppError
 */
export async function completeLink(deps: LinkDeps, exchanged: Exchanged): Promise<string> {
  const { run, attempt, client, server, tokens } = exchanged
  const { grantId } = attempt
  const generation = tokens.refreshToken === null ? 0 : attempt.generation
  try {
    const user = await whoSignedIn(server, client, tokens, run.signal)
    requireSameLogin(deps, run, user)
    if (tokens.refreshToken !== null) {
      await storeFirstToken(deps, tokenOf(grantId, client.institution), {
        generation,
        secret: tokens.refreshToken,
      })
    }

    return saveLinked(deps, {
      attemptId: run.id,
      grantId,
      generation,
      client,
      tokens,
      user,
      authorizedAtMs: serverNowMs(deps, server.http, server.endpoints.token),
    })
  } catch (thrown) {
    await revokeUnsaved(deps, exchanged)
    throw thrown
  }
}

/** Saves a grant whose token the keychain holds, and starts the work that is planned for it. @returns the connection's id */
export function saveLinked(deps: LinkDeps, made: NewGrant): string {
  const { connectionId, replaced, wasListed } = saveGrant(deps, made)
  deps.tokens.holdAccessToken(made.grantId, {
    accessToken: made.tokens.accessToken,
    obtainedAtMs: deps.now(),
    expiresAtMs: made.tokens.expiresAtMs,
  })
  if (replaced) deleteTokenLater(deps, replaced.id, replaced.generation)
  setRevocationTimer(deps)
  setRefreshTimer(deps)
  setConsentTimer(deps)
  announce(deps, connectionId)
  deps.log.info('link.done', { connectionId })
  if (wasListed) deps.emit('relinks.changed', { count: listRelinks(deps.store).length })
  return connectionId
}

function requireSameLogin(deps: LinkDeps, run: LinkRun, user: { sub: string; signedInAs: string }): void {
  if (run.connectionId === null) return
  const before = findConnection(deps.store, run.connectionId)
  if (!before || before.sub === user.sub) return
  throw new AppError('other_sign_in', { login: user.signedInAs, expectedLogin: before.signedInAs })
}

/** Revokes a grant that could not be stored, and writes so to the activity. */
async function revokeUnsaved(deps: LinkDeps, { attempt, client, server, tokens }: Exchanged): Promise<void> {
  try {
    if (tokens.refreshToken !== null) {
      const signal = AbortSignal.timeout(10_000)
      await revokeToken(server, { token: tokens.refreshToken, hint: 'refresh_token' }, signal)
    }
    const about = {
      connectionId: attempt.connectionId ?? attempt.grantId,
      institutionName: client.institution.name,
    }
    writeAnswer(deps.store, () => {
      if (tokens.refreshToken !== null)
        recordOrphanOutcome(deps, about, { kind: 'orphan_revoked', problem: null })
      closeAttempt(deps.store, attempt.id, deps.now(), 'orphan_revoked')
    })
    // Not in one transaction: on a full disk the database's half of it would be written, and then again.
    writeAnswer(deps.store, () => allowTokenDeletion(deps.store, attempt.grantId))
    await deleteToken(deps, attempt.grantId, attempt.generation)
  } catch (thrown) {
    // Recovery finds the open attempt, or the secret in the ledger.
    deps.log.warn('link.not_revoked', { linkId: attempt.id, problem: toFailure(thrown).code })
    setRecoveryTimer(deps)
  }
}
