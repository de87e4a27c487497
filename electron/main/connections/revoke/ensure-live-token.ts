import { randomUUID } from 'node:crypto'
import { toFailure } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import type { GrantRow } from '../../store/rows.ts'
import { recoverOpenRefresh } from '../recover/recover.ts'
import { commitRotation, rotate } from '../tokens/rotate.ts'
import { closeRefresh } from '../tokens/generation-lock.ts'
import { findInstitutionClient } from '../tokens/institution-client.ts'
import { requireConnection, requireGrant } from '../model/view.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/** A grant, and whether its live token is lost: the answer to an earlier refresh never came, and the server refuses the old token. */
export interface LiveToken {
  grant: GrantRow
  isLost: boolean
}

/**
 * Returns the grant with a token that can be revoked. Refreshes a token first that may be spent, because the answer to a refresh was lost:
 * a server answers 200 to a spent token (RFC 7009 section 2.2), and the grant stays active.
 *
 * @throws AppError why the token can't be checked now
 */
export async function ensureLiveToken(deps: TokenDeps, grant: GrantRow): Promise<LiveToken> {
  await recoverOpenRefresh(deps, grant.id)
  const current = requireGrant(deps, grant.id)
  const isInDoubt = current.possiblySpentAtMs !== null && current.generation > 0
  const isLost = isInDoubt && !(await renew(deps, current))
  return { grant: requireGrant(deps, grant.id), isLost }
}

/** @returns whether the server accepted the token */
async function renew(deps: TokenDeps, grant: GrantRow): Promise<boolean> {
  const attemptId = randomUUID()
  const connection = requireConnection(deps, grant.connectionId)
  const client = await findInstitutionClient(deps, connection.institutionId)
  try {
    const answer = await rotate(deps, { connection, grant, client, attemptId })
    // The grant has changed: what holds for it now decides.
    if (answer === null) return true
    // The refresh token of the answer is the one to revoke, even if the answer is unusable otherwise.
    write(deps.store, () => {
      commitRotation(deps, { grant, client }, answer)
      closeRefresh(deps, { id: attemptId, grantId: grant.id }, 'refreshed')
    })
    return true
  } catch (thrown) {
    const { code } = toFailure(thrown)
    write(deps.store, () => closeRefresh(deps, { id: attemptId, grantId: grant.id }, code))
    if (code === 'grant_ended' || code === 'refresh_refused') return false
    throw thrown
  } finally {
    deps.tokens.endAttempt(attemptId)
  }
}
