import type { Failure } from '../../../../shared/errors.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import { findOpenRefresh } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import { findGrant, moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import { eraseSecretRecord, findRecordedSecret, recordGeneration, recordSecret } from '../../store/ledger.ts'
import type { GrantRow } from '../../store/rows.ts'
import { endGrant } from '../model/end-grant.ts'
import { announce, requireConnection, viewConnection } from '../model/view.ts'
import { requireToken, tokenOf } from '../tokens/grant-token.ts'
import { tokenAccount } from '../tokens/token-entry.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/** How a token was lost; `older` where the keychain holds one of an earlier generation. */
export type LossCause = 'memory' | 'backup' | 'other keychain' | 'older'

/**
 * Compares a grant's row with its entry in the keychain: a newer one moves the row on, a missing or older one ends the grant.
 *
 * @param cause what it means when there is none
 * @throws AppError the keychain's state; then nothing was concluded
 */
export async function compareGrant(deps: TokenDeps, grantId: string, cause: LossCause): Promise<void> {
  const grant = findGrant(deps.store, grantId)
  if (!grant || grant.generation === 0 || findOpenRefresh(deps.store, grantId)) return
  const isKnownLost = grant.problem?.code === 'secret_missing'
  try {
    const { generation } = await requireToken(deps, grant)
    write(deps.store, () => recordHeld(deps, grant, generation))
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    if (code !== 'secret_missing') throw thrown
    const isOlder = detail.cause === 'older'
    // Before the ledger forgets it, and with it the cause.
    if (!isKnownLost) endWithoutSecret(deps, grant, isOlder && cause !== 'memory' ? 'older' : cause)
    write(deps.store, () =>
      isOlder
        ? recordHeld(deps, grant, grant.generation)
        : eraseSecretRecord(deps.store, tokenAccount(grantId)),
    )
  }
}

/** Adds the line to a ledger that was restored or lost. */
function recordHeld(deps: TokenDeps, grant: GrantRow, generation: number): void {
  if (findRecordedSecret(deps.store, tokenAccount(grant.id))) {
    recordGeneration(deps.store, tokenAccount(grant.id), generation)
    return
  }
  const { institutionId } = requireConnection(deps, grant.connectionId)
  const institution = findInstitution(deps.store, institutionId)
  if (!institution) throw new AppError('not_found')
  recordSecret(deps.store, {
    ...tokenOf(grant.id, institution),
    generation,
    memoryGeneration: null,
    isDeletable: false,
    recordedBy: deps.runId,
    recordedAtMs: deps.now(),
  })
}

/**
 * Ends a grant whose token is lost: an active one needs consent, one to be revoked can't be. Access may remain in both cases; the message
 * for `secret_missing` says what the user can do.
 */
function endWithoutSecret(deps: TokenDeps, grant: GrantRow, cause: LossCause): void {
  const problem = { code: 'secret_missing' as const, detail: { cause } }
  if (!endGrant(deps, grant, { problem }) && grant.state === 'revoking') failRevocation(deps, grant, problem)
  announce(deps, grant.connectionId)
}

function failRevocation(deps: TokenDeps, { id, connectionId }: GrantRow, problem: Failure): void {
  const { institutionName } = viewConnection(deps, connectionId)
  deps.tokens.deleteAccessToken(id)
  write(deps.store, () => {
    moveGrant(deps.store, id, ['revoking'], { revokeAtMs: null, nextTryAtMs: null, problem })
    appendActivity(deps.store, {
      connectionId,
      institutionName,
      atMs: deps.now(),
      kind: 'revoke_failed',
      problem,
    })
  })
}
