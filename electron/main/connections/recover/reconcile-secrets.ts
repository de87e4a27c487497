import type { Failure } from '../../../../shared/errors.ts'
import { failureFacts, recordConsent } from '../../receipts/record.ts'
import { findOpenRefresh } from '../../store/attempts.ts'
import { AppError } from '../../core/errors.ts'
import { appendActivity, listActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { findGrant, moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import { listLostFromMemory, recordSecret, eraseSecretRecord, type LedgerRow } from '../../store/ledger.ts'
import type { GrantRow } from '../../store/rows.ts'
import { revokeOrphan, recordOrphanOutcome } from './revoke-orphan.ts'
import { endGrant } from '../model/end-grant.ts'
import { deleteSecret, findSecret, grantAccount, refreshTokenOf } from '../tokens/secret-store.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { announce, requireConnection, viewConnection } from '../model/view.ts'

/**
 * Recovers a secret that no row refers to. Deletes a spent one; moves the grant to a newer one; revokes one without a grant (its link
 * was interrupted, or the database is a restored backup).
 *
 * @throws AppError why that is impossible now; then the ledger keeps it
 */
export async function recoverOrphan(deps: TokenDeps, orphan: LedgerRow): Promise<void> {
  if (orphan.grantId === null) return deleteClientSecret(deps, orphan)
  // A refresh has begun since the list was made: leave the secret to it.
  if (findOpenRefresh(deps.store, orphan.grantId)) return

  const grant = findGrant(deps.store, orphan.grantId)
  if (!grant) return revokeOrphanSecret(deps, orphan, orphan.grantId)
  if (grant.generation === 0 || orphan.generation < grant.generation)
    return deleteSecret(deps, orphan.account)
  if (orphan.generation > grant.generation) await rollForward(deps, grant, orphan)
}

/**
 * Keeps a secret whose owner is unknown, because the database that knows it may be restored. Writes so to the activity, once.
 *
 * @throws AppError the keychain's state
 */
export async function keepUnknown(deps: TokenDeps, unknown: LedgerRow): Promise<void> {
  if ((await findSecret(deps, unknown.account)) === null) return deleteSecret(deps, unknown.account)

  const connectionId = unknown.grantId ?? unknown.registrationId
  const isRecorded = listActivity(deps.store, { connectionId, limit: -1 }).some(
    ({ kind }) => kind === 'secret_kept',
  )
  if (isRecorded) return
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

/** Skip secrets written by this process: their row may not be committed yet. */
async function deleteClientSecret(deps: TokenDeps, orphan: LedgerRow): Promise<void> {
  if (orphan.notedBy !== deps.runId) await deleteSecret(deps, orphan.account)
}

async function revokeOrphanSecret(deps: TokenDeps, orphan: LedgerRow, grantId: string): Promise<void> {
  const secret = await findSecret(deps, orphan.account)
  if (secret === null) return deleteSecret(deps, orphan.account)

  const outcome = await revokeOrphan(deps, orphan, secret)
  const about = { connectionId: grantId, institutionName: orphan.institutionName ?? '' }
  write(deps.store, () => recordOrphanOutcome(deps, about, outcome))
}

async function rollForward(deps: TokenDeps, grant: GrantRow, orphan: LedgerRow): Promise<void> {
  if ((await findSecret(deps, orphan.account)) === null) return deleteSecret(deps, orphan.account)

  moveToGeneration(deps, grant, orphan.generation)
  await deleteSecret(deps, grantAccount(grant.id, grant.generation))
}

/** Moves a grant to the generation in the keychain: the institution knows that token. */
export function moveToGeneration(deps: TokenDeps, grant: GrantRow, generation: number): void {
  const states = ['active', 'revoking', 'ended'] as const
  write(deps.store, () => {
    recordFound(deps, grant, generation)
    moveGrant(deps.store, grant.id, states, { generation, possiblySpentAtMs: null })
  })
}

/** Adds the line to a ledger that was restored or lost. */
function recordFound(deps: TokenDeps, grant: GrantRow, generation: number): void {
  const { institutionId } = requireConnection(deps, grant.connectionId)
  const institution = findInstitution(deps.store, institutionId)
  if (!institution) throw new AppError('not_found')
  const name = refreshTokenOf(grant.id, generation, institution)
  recordSecret(deps.store, { ...name, inMemory: false, notedBy: deps.runId, notedAtMs: deps.now() })
}

/** Ends the grants whose secret an earlier run held in memory only. */
export function endGrantsLostFromMemory(deps: TokenDeps): void {
  for (const { account, grantId } of listLostFromMemory(deps.store, deps.runId)) {
    if (grantId === null) continue
    write(deps.store, () => eraseSecretRecord(deps.store, account))
    const grant = findGrant(deps.store, grantId)
    if (grant && account === grantAccount(grantId, grant.generation)) endWithoutSecret(deps, grant, 'memory')
  }
}

/**
 * Recovers a grant whose secret is missing from the ledger: the database is a restored backup, and the secret may be deleted since.
 *
 * @throws AppError the keychain's state; then nothing was concluded
 */
export async function recoverMissingSecret(deps: TokenDeps, grantId: string): Promise<void> {
  const grant = findGrant(deps.store, grantId)
  if (!grant || grant.problem?.code === 'secret_missing' || findOpenRefresh(deps.store, grantId)) return

  const secret = await findSecret(deps, grantAccount(grantId, grant.generation))
  if (secret === null) endWithoutSecret(deps, grant, 'backup')
  else write(deps.store, () => recordFound(deps, grant, grant.generation))
}

/**
 * Ends a grant whose secret is lost: an active one needs consent, one to be revoked can't be. Access may remain in both cases; the
 * message for `secret_missing` says what the user can do.
 *
 * @param cause how the secret was lost
 */
export function endWithoutSecret(
  deps: TokenDeps,
  grant: GrantRow,
  cause: 'memory' | 'backup' | 'other keychain',
): void {
  const problem = { code: 'secret_missing' as const, detail: { cause } }
  if (!endGrant(deps, grant, { problem })) failRevocation(deps, grant, problem)
  announce(deps, grant.connectionId)
}

function failRevocation(deps: TokenDeps, { id, connectionId }: GrantRow, problem: Failure): void {
  const { institutionName } = viewConnection(deps, connectionId)
  deps.tokens.deleteAccessToken(id)
  write(deps.store, () => {
    moveGrant(deps.store, id, ['revoking'], { revokeAtMs: null, nextTryAtMs: null, problem })
    recordConsent(
      deps,
      { id, connectionId },
      { kind: 'revocation-failed', ...failureFacts(problem), attempts: 0, isFinal: true },
    )
    appendActivity(deps.store, {
      connectionId,
      institutionName,
      atMs: deps.now(),
      kind: 'revoke_failed',
      problem,
    })
  })
}
