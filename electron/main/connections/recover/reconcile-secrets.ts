import { findOpenRefresh } from '../../store/attempts.ts'
import { AppError } from '../../core/errors.ts'
import { appendActivity, listActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { findGrant, moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import { listLostFromMemory, recordSecret, eraseSecretRecord, type LedgerRow } from '../../store/ledger.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { revokeOrphan, recordOrphanOutcome } from './revoke-orphan.ts'
import { deleteSecret, findSecret, grantAccount, refreshTokenOf } from '../tokens/secret-store.ts'
import { announce, requireConnection, viewConnection } from '../model/view.ts'

/**
 * A secret that no row stands for: spent ones are dropped, a newer one moves its grant on, one without a grant (its link was
 * interrupted, or the rows are those of a restored backup) is ended at the institution.
 *
 * @throws AppError why it can't be settled now; it stays in the ledger then
 */
export async function recoverOrphan(deps: Deps, orphan: LedgerRow): Promise<void> {
  if (orphan.grantId === null) return deleteClientSecret(deps, orphan)
  // A refresh has begun since the list was made: it knows best.
  if (findOpenRefresh(deps.store, orphan.grantId)) return

  const grant = findGrant(deps.store, orphan.grantId)
  if (!grant) return revokeOrphanSecret(deps, orphan, orphan.grantId)
  if (grant.generation === 0 || orphan.generation < grant.generation)
    return deleteSecret(deps, orphan.account)
  if (orphan.generation > grant.generation) await rollForward(deps, grant, orphan)
}

/**
 * A secret whose owner is in no row stays in the keychain: the database that knows it may be put back. The activity says so once.
 *
 * @throws AppError the keychain's state
 */
export async function keepUnknown(deps: Deps, unknown: LedgerRow): Promise<void> {
  if ((await findSecret(deps, unknown.account)) === null) return deleteSecret(deps, unknown.account)

  const connectionId = unknown.grantId ?? unknown.registrationId
  const wasTold = listActivity(deps.store, { connectionId, limit: -1 }).some(
    ({ kind }) => kind === 'secret_kept',
  )
  if (wasTold) return
  write(deps.store, () =>
    appendActivity(deps.store, {
      connectionId,
      institutionName: unknown.institutionName ?? '',
      atMs: deps.now(),
      kind: 'secret_kept',
      problem: { code: 'owner_unknown', detail: {} },
    }),
  )
}

/** One that this run noted may be about to get its row. */
async function deleteClientSecret(deps: Deps, orphan: LedgerRow): Promise<void> {
  if (orphan.notedBy !== deps.live.runId) await deleteSecret(deps, orphan.account)
}

async function revokeOrphanSecret(deps: Deps, orphan: LedgerRow, grantId: string): Promise<void> {
  const secret = await findSecret(deps, orphan.account)
  if (secret === null) return deleteSecret(deps, orphan.account)

  const outcome = await revokeOrphan(deps, orphan, secret)
  const about = { connectionId: grantId, institutionName: orphan.institutionName ?? '' }
  write(deps.store, () => recordOrphanOutcome(deps, about, outcome))
}

async function rollForward(deps: Deps, grant: GrantRow, orphan: LedgerRow): Promise<void> {
  if ((await findSecret(deps, orphan.account)) === null) return deleteSecret(deps, orphan.account)

  moveToGeneration(deps, grant, orphan.generation)
  await deleteSecret(deps, grantAccount(grant.id, grant.generation))
}

/** The keychain is ahead of the row: its token is the one that the institution knows. */
export function moveToGeneration(deps: Deps, grant: GrantRow, generation: number): void {
  const states = ['active', 'revoking', 'ended'] as const
  write(deps.store, () => {
    recordFound(deps, grant, generation)
    moveGrant(deps.store, grant.id, states, { generation, possiblySpentAtMs: null })
  })
}

/** For a ledger that was put back, or begun anew. */
function recordFound(deps: Deps, grant: GrantRow, generation: number): void {
  const { institutionId } = requireConnection(deps, grant.connectionId)
  const institution = findInstitution(deps.store, institutionId)
  if (!institution) throw new AppError('not_found')
  const name = refreshTokenOf(grant.id, generation, institution)
  recordSecret(deps.store, { ...name, inMemory: false, notedBy: deps.live.runId, notedAtMs: deps.now() })
}

/** Secrets that an earlier run held in memory only went with it. */
export function endGrantsLostFromMemory(deps: Deps): void {
  for (const { account, grantId } of listLostFromMemory(deps.store, deps.live.runId)) {
    if (grantId === null) continue
    write(deps.store, () => eraseSecretRecord(deps.store, account))
    const grant = findGrant(deps.store, grantId)
    if (grant && account === grantAccount(grantId, grant.generation)) endWithoutSecret(deps, grant, 'memory')
  }
}

/**
 * A grant whose secret the ledger does not know: its row is that of a restored backup, and the secret was dropped since.
 *
 * @throws AppError the keychain's state; then nothing was concluded
 */
export async function recoverMissingSecret(deps: Deps, grantId: string): Promise<void> {
  const grant = findGrant(deps.store, grantId)
  if (!grant || grant.problem?.code === 'secret_missing' || findOpenRefresh(deps.store, grantId)) return

  const secret = await findSecret(deps, grantAccount(grantId, grant.generation))
  if (secret === null) endWithoutSecret(deps, grant, 'backup')
  else write(deps.store, () => recordFound(deps, grant, grant.generation))
}

/**
 * An active grant needs consent; one that is to be revoked can't be. The institution may go on with both, and the words for
 * `secret_missing` say what to do there.
 *
 * @param cause a word for how it was lost
 */
export function endWithoutSecret(
  deps: Deps,
  grant: GrantRow,
  cause: 'memory' | 'backup' | 'other keychain',
): void {
  const problem = { code: 'secret_missing' as const, detail: { cause } }
  const { institutionName } = viewConnection(deps, grant.connectionId)
  const atMs = deps.now()
  write(deps.store, () => {
    const hasEnded = moveGrant(deps.store, grant.id, ['active'], {
      state: 'ended',
      endedAtMs: atMs,
      nextTryAtMs: null,
      problem,
    })
    moveGrant(deps.store, grant.id, ['revoking'], { revokeAtMs: null, nextTryAtMs: null, problem })
    appendActivity(deps.store, {
      connectionId: grant.connectionId,
      institutionName,
      atMs,
      kind: hasEnded ? 'ended' : 'revoke_failed',
      problem,
    })
  })
  deps.live.accessTokens.delete(grant.id)
  announce(deps, grant.connectionId)
}
