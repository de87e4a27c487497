import { recordNotGranted } from '../../receipts/link-receipts.ts'
import { closeAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant, moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import type { AttemptRow } from '../../store/rows.ts'
import { revokeOrphan, recordOrphanOutcome } from './revoke-orphan.ts'
import { deleteSecret, findSecret, grantAccount } from '../tokens/secret-store.ts'
import { moveToGeneration } from './reconcile-secrets.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/**
 * Recovers a link that was interrupted before its rows were written. Revokes the grant if its token reached the keychain; otherwise
 * tells the user that access may remain.
 *
 * @throws AppError why that is impossible now; then the attempt stays open
 */
export async function recoverLink(deps: TokenDeps, attempt: AttemptRow): Promise<void> {
  if (findGrant(deps.store, attempt.grantId)) return close(deps, attempt, 'linked')

  const account = grantAccount(attempt.grantId, attempt.generation)
  const secret = await findSecret(deps, account)
  const orphan = {
    account,
    connectionId: attempt.connectionId ?? attempt.grantId,
    institutionId: attempt.institutionId,
    institutionName: findInstitution(deps.store, attempt.institutionId)?.name ?? '',
  }
  if (secret === null) {
    await deleteSecret(deps, account)
    closeInterruptedLink(deps, attempt)
    recordInterrupted(deps, attempt)
    return
  }
  // Without the institution it can't be revoked: it stays in the ledger as a secret of an unknown owner.
  if (!findInstitution(deps.store, attempt.institutionId)) return close(deps, attempt, 'kept')
  const outcome = await revokeOrphan(deps, orphan, secret)
  write(deps.store, () => {
    recordOrphanOutcome(deps, orphan, outcome)
    close(deps, attempt, outcome.kind)
  })
  recordInterrupted(deps, attempt)
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
 * and the next refresh finds out.
 *
 * @throws AppError the keychain's state; then the attempt stays open
 */
export async function recoverRefresh(deps: TokenDeps, attempt: AttemptRow): Promise<void> {
  const grant = findGrant(deps.store, attempt.grantId)
  if (!grant || grant.generation >= attempt.generation) return close(deps, attempt, 'refreshed')

  const account = grantAccount(attempt.grantId, attempt.generation)
  const secret = await findSecret(deps, account)
  if (secret === null) {
    write(deps.store, () => {
      moveGrant(deps.store, grant.id, ['active', 'revoking'], { possiblySpentAtMs: attempt.startedAtMs })
      close(deps, attempt, 'possibly spent')
    })
    return
  }
  write(deps.store, () => {
    moveToGeneration(deps, grant, attempt.generation)
    close(deps, attempt, 'rolled forward')
  })
  await deleteSecret(deps, grantAccount(grant.id, grant.generation))
}

function close(deps: Pick<TokenDeps, 'store' | 'log' | 'now'>, attempt: AttemptRow, outcome: string): void {
  write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), outcome))
  deps.log.info('attempt.recovered', { kind: attempt.kind, outcome })
}
