import { toFailure } from '../../core/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import { moveGrant, listGrants } from '../../store/grants.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { endAtInstitution } from './revoke-at-institution.ts'
import { mayRemain } from '../model/grant-status.ts'

const limitMs = 5000

/**
 * Asks the institution to end grants whose live token was lost: as a whole where it can, else by the old token, for which many servers
 * end the whole grant. Only the first is certain, so access may still remain after the second. Never throws.
 */
export async function endLost(deps: Deps, connectionId: string): Promise<void> {
  const lost = listGrants(deps.store, connectionId).filter(
    (grant) => grant.state === 'ended' && grant.generation > 0 && mayRemain(grant),
  )
  for (const grant of lost) {
    try {
      const { isWhole, host } = await endAtInstitution(deps, grant, limitMs)
      if (!isWhole) continue
      moveGrant(deps.store, grant.id, ['ended'], { problem: { code: 'grant_ended', detail: { host } } })
    } catch (thrown) {
      deps.log.warn('lost_grant.not_ended', { grantId: grant.id, problem: toFailure(thrown).code })
    }
  }
}

/** Writes that access may remain, for a grant that leaves the list. In the caller's transaction. */
export function recordRemaining(
  deps: Pick<Deps, 'store' | 'now'>,
  grant: GrantRow,
  institutionName: string,
): void {
  if (!mayRemain(grant)) return
  appendActivity(deps.store, {
    connectionId: grant.connectionId,
    institutionName,
    atMs: deps.now(),
    kind: 'left_over',
    ...(grant.problem === null ? {} : { problem: grant.problem }),
  })
}
