import { randomUUID } from 'node:crypto'
import { AppError, toFailure } from '../errors.ts'
import { closeAttempt } from '../store/attempts.ts'
import { write } from '../store/database.ts'
import type { GrantRow } from '../store/rows.ts'
import type { Deps } from './deps.ts'
import { untilReleased } from './recover.ts'
import { letGo, moveOn, rotate } from './rotate.ts'
import { findTarget } from './target.ts'
import { requireConnection, requireGrant } from './view.ts'

/**
 * The grant with a token that a revocation can be asked with. A server says 200 to a token that was rotated away (RFC 7009 section
 * 2.2), and the grant lives on: so one that may be spent, because the answer to a refresh was lost, is refreshed once more first.
 *
 * @throws AppError `revocation_token_lost` when the server takes it no more, and why it can't be found out now
 */
export async function withLiveToken(deps: Deps, grant: GrantRow): Promise<GrantRow> {
  await untilReleased(deps, grant.id)
  const settled = requireGrant(deps, grant.id)
  if (settled.possiblySpentAtMs !== null && settled.generation > 0) await renew(deps, settled)
  return requireGrant(deps, grant.id)
}

async function renew(deps: Deps, grant: GrantRow): Promise<void> {
  const attemptId = randomUUID()
  const connection = requireConnection(deps, grant.connectionId)
  const target = await findTarget(deps, connection.institutionId)
  try {
    const tokens = await rotate(deps, { connection, grant, target, attemptId })
    // Another run of the app is about it.
    if (tokens === null) return await untilReleased(deps, grant.id)

    write(deps.store, () => {
      moveOn(deps, { grant, target }, tokens)
      closeAttempt(deps.store, attemptId, deps.now(), 'refreshed')
    })
    letGo(deps, { grant, target }, tokens)
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    write(deps.store, () => closeAttempt(deps.store, attemptId, deps.now(), code))
    throw code === 'grant_ended' ? new AppError('revocation_token_lost', detail) : thrown
  } finally {
    deps.live.claims.delete(attemptId)
  }
}
