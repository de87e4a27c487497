import { randomUUID } from 'node:crypto'
import { AppError, toFailure } from '../../core/errors.ts'
import type { TokenSet } from '../../oauth/server.ts'
import type { KeepToken } from '../../oauth/token-answer.ts'
import { closeAttempt, openAttempt } from '../../store/attempts.ts'
import { findConnection } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { listRelinks } from '../../store/relinks.ts'
import type { AttemptRow } from '../../store/rows.ts'
import { serverNowMs } from '../../health/clock-skew.ts'
import { setConsentTimer } from '../consent/expiry.ts'
import { setRefreshLifeTimer } from '../consent/refresh-life.ts'
import { openFirstToken, revokeUnsaved } from './first-token.ts'
import { whoSignedIn } from './identity.ts'
import type { Linking, LinkRun } from './link-run.ts'
import type { LinkDeps } from './linker.ts'
import { setRevocationTimer } from '../revoke/revocation-queue.ts'
import { isPossiblySpent } from '../tokens/possibly-spent.ts'
import { saveGrant, type NewGrant } from './save-grant.ts'
import { setRefreshTimer } from '../refresh/scheduler.ts'
import { deleteTokenLater } from '../tokens/grant-token.ts'
import { closeInterruptedLink } from '../recover/interrupted-attempts.ts'
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

/**
 * Runs the token request. An answer that is refused although it holds a refresh token leaves no access: that is revoked. If the answer is
 * lost, tells the user that access may remain.
 *
 * @param request gets what stores the refresh token
 */
export async function exchange(
  deps: LinkDeps,
  { run, client, server }: Linking,
  attempt: AttemptRow,
  request: (keep: KeepToken) => Promise<TokenSet>,
): Promise<TokenSet> {
  const first = openFirstToken(deps, client, attempt)
  try {
    return await request(first.keep)
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (first.refreshToken !== null) await revokeUnsaved(deps, { attempt, server }, first.refreshToken)
    else if (run.signal.aborted || isPossiblySpent(problem)) closeInterruptedLink(deps, attempt)
    else write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), problem.code))
    throw thrown
  }
}

interface Exchanged extends Linking {
  attempt: AttemptRow
  tokens: TokenSet
}

/**
 * Stores a new grant, whose refresh token the keychain holds already, in one transaction. Revokes a grant that can't be stored.
 *
 * @returns the connection's id
 * @throws AppError
 */
export async function completeLink(deps: LinkDeps, exchanged: Exchanged): Promise<string> {
  const { run, attempt, client, server, tokens } = exchanged
  const { grantId } = attempt
  const generation = tokens.refreshToken === null ? 0 : attempt.generation
  try {
    const user = await whoSignedIn(server, client, tokens, run.signal, run)
    requireSameLogin(deps, run, user)
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
    if (tokens.refreshToken !== null) await revokeUnsaved(deps, exchanged, tokens.refreshToken)
    else write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), toFailure(thrown).code))
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
    isBound: made.tokens.boundTo !== null,
  })
  if (replaced) deleteTokenLater(deps, replaced.id, replaced.generation)
  setRevocationTimer(deps)
  setRefreshTimer(deps)
  setConsentTimer(deps)
  setRefreshLifeTimer(deps)
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
