import { recordNotGranted } from '../../receipts/link-receipts.ts'
import { closeAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant, moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import { allowTokenDeletion, recordGeneration } from '../../store/ledger.ts'
import type { Server } from '../../oauth/server.ts'
import { writeAnswer } from '../../store/reserve.ts'
import type { AttemptRow } from '../../store/rows.ts'
import { deleteToken, findToken } from '../tokens/grant-token.ts'
import { tokenAccount } from '../tokens/token-entry.ts'
import type { HeldToken, TokenDeps } from '../tokens/tokens.ts'
import { recordOrphanOutcome, revokeOrphan } from './revoke-orphan.ts'

/**
 * Recovers a link that was interrupted before its rows were written. Revokes the grant if its token reached the keychain; otherwise
 * tells the user that access may remain.
 *
 * @throws AppError why that is impossible now; then the attempt stays open
 */
export async function recoverLink(deps: TokenDeps, attempt: AttemptRow): Promise<void> {
  const { grantId } = attempt
  if (findGrant(deps.store, grantId)) return close(deps, attempt, 'linked')

  const token = await findToken(deps, grantId)
  if (token === null) {
    await deleteToken(deps, grantId, attempt.generation)
    closeInterruptedLink(deps, attempt)
    recordInterrupted(deps, attempt)
    return
  }
  const institution = findInstitution(deps.store, attempt.institutionId)
  // Without the institution it can't be revoked: it stays in the ledger as a token of an unknown owner.
  if (!institution) return close(deps, attempt, 'kept')
  await revokeInterruptedLink(deps, attempt, token)
  recordInterrupted(deps, attempt)
}

/**
 * Revokes the grant of a link that has no rows, writes the outcome to the activity, closes the attempt, and deletes the token.
 *
 * @param server the institution's, if it is open already
 * @throws AppError why that is impossible now; then attempt and token stay, or only the token, for the next recovery
 */
export async function revokeInterruptedLink(
  deps: TokenDeps,
  attempt: AttemptRow,
  token: HeldToken,
  server?: Server,
): Promise<void> {
  const { grantId, institutionId } = attempt
  const about = {
    connectionId: attempt.connectionId ?? grantId,
    institutionName: findInstitution(deps.store, institutionId)?.name ?? '',
  }
  const orphan = { grantId, institutionId, ...(server ? { server } : {}) }
  await revokeOrphan(deps, orphan, token, (outcome) => {
    // First and alone: with the attempt closed and no permission to delete it, the token would be taken for a link that the user made. In
    // one transaction a full disk would keep the database's half and then write it again.
    writeAnswer(deps.store, () => allowTokenDeletion(deps.store, grantId))
    writeAnswer(deps.store, () => {
      recordOrphanOutcome(deps, about, outcome)
      close(deps, attempt, outcome.kind)
    })
  })
}

function recordInterrupted(deps: Pick<TokenDeps, 'store' | 'log' | 'now'>, attempt: AttemptRow): void {
  recordNotGranted(deps, { ...attempt, problem: { code: 'link_interrupted', detail: {} } })
}

/** The code may have been exchanged but we have no token: tell the user that access may remain. */
export function closeInterruptedLink(
  deps: Pick<TokenDeps, 'store' | 'log' | 'now'>,
  attempt: AttemptRow,
): void {
  const institutionName = findInstitution(deps.store, attempt.institutionId)?.name ?? ''
  write(deps.store, () => {
    recordOrphanOutcome(
      deps,
      { connectionId: attempt.connectionId ?? attempt.grantId, institutionName },
      { kind: 'left_over', problem: { code: 'link_interrupted', detail: {} } },
    )
    close(deps, attempt, 'left_over')
  })
}

/**
 * Recovers an interrupted refresh: moves the grant to the new token if that reached the keychain; otherwise the old one may be spent,
 * and a refresh that is due at once finds out.
 *
 * @throws AppError the keychain's state; then the attempt stays open
 */
export async function recoverRefresh(deps: TokenDeps, attempt: AttemptRow): Promise<void> {
  const { grantId } = attempt
  const grant = findGrant(deps.store, grantId)
  if (!grant || grant.generation >= attempt.generation) return close(deps, attempt, 'refreshed')

  const token = await findToken(deps, grantId)
  // The write may have been killed in the middle of a long token.
  await deps.keychain.clearSpareParts(tokenAccount(grantId))
  const isNew = token !== null && token.generation >= attempt.generation
  write(deps.store, () => {
    const states = ['active', 'revoking', 'ended'] as const
    if (isNew)
      moveGrant(deps.store, grantId, states, { generation: token.generation, possiblySpentAtMs: null })
    else {
      moveGrant(deps.store, grantId, ['active', 'revoking'], { possiblySpentAtMs: attempt.startedAtMs })
      // Many institutions accept the old token for a short time only.
      moveGrant(deps.store, grantId, ['active'], { nextTryAtMs: deps.now() })
      recordGeneration(deps.store, tokenAccount(grantId), token?.generation ?? null)
    }
    close(deps, attempt, isNew ? 'rolled forward' : 'possibly spent')
  })
}

function close(deps: Pick<TokenDeps, 'store' | 'log' | 'now'>, attempt: AttemptRow, outcome: string): void {
  write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), outcome))
  deps.log.info('attempt.recovered', { kind: attempt.kind, outcome })
}
