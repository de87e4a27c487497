import { findOpenRefresh } from '../../store/attempts.ts'
import { AppError } from '../../core/errors.ts'
import { appendActivity, listActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { findGrant, moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import { listLostFromMemory, noteSecret, strikeSecret, type LedgerRow } from '../../store/ledger.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { endStrayGrant, tellStrayGrant } from './revoke-orphan.ts'
import { dropSecret, findSecret, grantAccount, refreshTokenOf } from '../tokens/secret-store.ts'
import { announce, requireConnection, viewConnection } from '../model/view.ts'

/**
 * A secret that no row stands for: spent ones are dropped, a newer one moves its grant on, one without a grant (its link was
 * interrupted, or the rows are those of a restored backup) is ended at the institution.
 *
 * @throws AppError why it can't be settled now; it stays in the ledger then
 */
export async function settleStray(deps: Deps, stray: LedgerRow): Promise<void> {
  if (stray.grantId === null) return dropClientSecret(deps, stray)
  // A refresh has begun since the list was made: it knows best.
  if (findOpenRefresh(deps.store, stray.grantId)) return

  const grant = findGrant(deps.store, stray.grantId)
  if (!grant) return giveBack(deps, stray, stray.grantId)
  if (grant.generation === 0 || stray.generation < grant.generation) return dropSecret(deps, stray.account)
  if (stray.generation > grant.generation) await rollForward(deps, grant, stray)
}

/**
 * A secret whose owner is in no row stays in the keychain: the database that knows it may be put back. The activity says so once.
 *
 * @throws AppError the keychain's state
 */
export async function keepUnknown(deps: Deps, unknown: LedgerRow): Promise<void> {
  if ((await findSecret(deps, unknown.account)) === null) return dropSecret(deps, unknown.account)

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
async function dropClientSecret(deps: Deps, stray: LedgerRow): Promise<void> {
  if (stray.notedBy !== deps.live.owner) await dropSecret(deps, stray.account)
}

async function giveBack(deps: Deps, stray: LedgerRow, grantId: string): Promise<void> {
  const secret = await findSecret(deps, stray.account)
  if (secret === null) return dropSecret(deps, stray.account)

  const outcome = await endStrayGrant(deps, stray, secret)
  const about = { connectionId: grantId, institutionName: stray.institutionName ?? '' }
  write(deps.store, () => tellStrayGrant(deps, about, outcome))
}

async function rollForward(deps: Deps, grant: GrantRow, stray: LedgerRow): Promise<void> {
  if ((await findSecret(deps, stray.account)) === null) return dropSecret(deps, stray.account)

  moveToGeneration(deps, grant, stray.generation)
  await dropSecret(deps, grantAccount(grant.id, grant.generation))
}

/** The keychain is ahead of the row: its token is the one that the institution knows. */
export function moveToGeneration(deps: Deps, grant: GrantRow, generation: number): void {
  const states = ['active', 'revoking', 'ended'] as const
  write(deps.store, () => {
    noteFound(deps, grant, generation)
    moveGrant(deps.store, grant.id, states, { generation, possiblySpentAtMs: null })
  })
}

/** For a ledger that was put back, or begun anew. */
function noteFound(deps: Deps, grant: GrantRow, generation: number): void {
  const { institutionId } = requireConnection(deps, grant.connectionId)
  const institution = findInstitution(deps.store, institutionId)
  if (!institution) throw new AppError('not_found')
  const name = refreshTokenOf(grant.id, generation, institution)
  noteSecret(deps.store, { ...name, inMemory: false, notedBy: deps.live.owner, notedAtMs: deps.now() })
}

/** Secrets that an earlier run held in memory only went with it. */
export function settleLostFromMemory(deps: Deps): void {
  for (const { account, grantId } of listLostFromMemory(deps.store, deps.live.owner)) {
    if (grantId === null) continue
    write(deps.store, () => strikeSecret(deps.store, account))
    const grant = findGrant(deps.store, grantId)
    if (grant && account === grantAccount(grantId, grant.generation)) endWithoutSecret(deps, grant, 'memory')
  }
}

/**
 * A grant whose secret the ledger does not know: its row is that of a restored backup, and the secret was dropped since.
 *
 * @throws AppError the keychain's state; then nothing was concluded
 */
export async function settleMissing(deps: Deps, grantId: string): Promise<void> {
  const grant = findGrant(deps.store, grantId)
  if (!grant || grant.problem?.code === 'secret_missing' || findOpenRefresh(deps.store, grantId)) return

  const secret = await findSecret(deps, grantAccount(grantId, grant.generation))
  if (secret === null) endWithoutSecret(deps, grant, 'backup')
  else write(deps.store, () => noteFound(deps, grant, grant.generation))
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
  deps.live.bearers.delete(grant.id)
  announce(deps, grant.connectionId)
}
