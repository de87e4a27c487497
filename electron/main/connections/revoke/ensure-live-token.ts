import { randomUUID } from 'node:crypto'
import { toFailure } from '../../core/errors.ts'
import { closeAttempt } from '../../store/attempts.ts'
import { write } from '../../store/database.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { untilReleased } from '../recover/recover.ts'
import { discardOld, commitRotation, rotate } from '../tokens/rotate.ts'
import { findInstitutionClient } from '../tokens/institution-client.ts'
import { requireConnection, requireGrant } from '../model/view.ts'

/** A grant as it is now, and whether the server has refused its token: the answer to an earlier refresh was lost, and the live token with it. */
export interface LiveToken {
  grant: GrantRow
  isLost: boolean
}

/**
 * The grant with a token that a revocation can be asked with. A server says 200 to a token that was rotated away (RFC 7009 section
 * 2.2), and the grant lives on: so one that may be spent, because the answer to a refresh was lost, is refreshed once more first.
 *
 * @throws AppError why it can't be found out now
 */
export async function ensureLiveToken(deps: Deps, grant: GrantRow): Promise<LiveToken> {
  await untilReleased(deps, grant.id)
  const current = requireGrant(deps, grant.id)
  const isInDoubt = current.possiblySpentAtMs !== null && current.generation > 0
  const isLost = isInDoubt && !(await renew(deps, current))
  return { grant: requireGrant(deps, grant.id), isLost }
}

/** @returns whether the server took the token */
async function renew(deps: Deps, grant: GrantRow): Promise<boolean> {
  const attemptId = randomUUID()
  const connection = requireConnection(deps, grant.connectionId)
  const client = await findInstitutionClient(deps, connection.institutionId)
  try {
    const answer = await rotate(deps, { connection, grant, client, attemptId })
    // Another run of the app is about it.
    if (answer === null) {
      await untilReleased(deps, grant.id)
      return true
    }
    // Whatever else the answer says, its refresh token is the one to revoke.
    write(deps.store, () => {
      commitRotation(deps, { grant, client }, answer)
      closeAttempt(deps.store, attemptId, deps.now(), 'refreshed')
    })
    discardOld(deps, { grant, client }, answer)
    return true
  } catch (thrown) {
    const { code } = toFailure(thrown)
    write(deps.store, () => closeAttempt(deps.store, attemptId, deps.now(), code))
    if (code === 'grant_ended' || code === 'refresh_refused') return false
    throw thrown
  } finally {
    deps.live.generationLocks.delete(attemptId)
  }
}
