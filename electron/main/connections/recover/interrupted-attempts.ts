import { closeAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant, moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import type { AttemptRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { revokeOrphan, recordOrphanOutcome } from './revoke-orphan.ts'
import { deleteSecret, findSecret, grantAccount } from '../tokens/secret-store.ts'
import { moveToGeneration } from './reconcile-secrets.ts'

/**
 * A link that never came to its rows. Where its token reached the keychain the grant is ended; where it did not, the institution may
 * have given access that nobody holds a token for, and the person is told.
 *
 * @throws AppError why it can't be settled now; then the attempt stays open
 */
export async function recoverLink(deps: Deps, attempt: AttemptRow): Promise<void> {
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
    return
  }
  // Nobody knows where it would be ended: it stays in the ledger as a secret of an unknown institution.
  if (!findInstitution(deps.store, attempt.institutionId)) return close(deps, attempt, 'kept')
  const outcome = await revokeOrphan(deps, orphan, secret)
  write(deps.store, () => {
    recordOrphanOutcome(deps, orphan, outcome)
    close(deps, attempt, outcome.kind)
  })
}

/** The exchange may have been done, and no token came of it: access that nobody holds. */
export function closeInterruptedLink(deps: Pick<Deps, 'store' | 'log' | 'now'>, attempt: AttemptRow): void {
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
 * The new token reached the keychain: roll forward. It did not: the old one may be spent, which the next refresh finds out.
 *
 * @throws AppError the keychain's state; then the attempt stays open
 */
export async function recoverRefresh(deps: Deps, attempt: AttemptRow): Promise<void> {
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

function close(deps: Pick<Deps, 'store' | 'log' | 'now'>, attempt: AttemptRow, outcome: string): void {
  write(deps.store, () => closeAttempt(deps.store, attempt.id, deps.now(), outcome))
  deps.log.info('attempt.settled', { kind: attempt.kind, outcome })
}
