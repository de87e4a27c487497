import { toFailure } from '../../core/errors.ts'
import { recordConsent } from '../../receipts/record.ts'
import { appendActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import { moveGrant, listGrants } from '../../store/grants.ts'
import type { GrantRow } from '../../store/rows.ts'
import { revokeAtInstitution } from './revoke-at-institution.ts'
import { mayRemain } from '../model/grant-status.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

const limitMs = 5000

/**
 * Revokes grants whose live token was lost: the whole grant where the institution supports that, else the old token, for which many
 * servers end the whole grant. Only the first is certain: access may remain after the second. Never throws.
 */
export async function revokeLostGrants(deps: TokenDeps, connectionId: string): Promise<void> {
  const lost = listGrants(deps.store, connectionId).filter(
    (grant) => grant.state === 'ended' && grant.generation > 0 && mayRemain(grant),
  )
  for (const grant of lost) {
    try {
      const { isWhole, host, status } = await revokeAtInstitution(deps, grant, limitMs)
      if (!isWhole) continue
      write(deps.store, () => {
        moveGrant(deps.store, grant.id, ['ended'], { problem: { code: 'grant_ended', detail: { host } } })
        recordConsent(deps, grant, { kind: 'revoked', host, status, attempts: 1 })
      })
    } catch (thrown) {
      deps.log.warn('lost_grant.not_revoked', { grantId: grant.id, problem: toFailure(thrown).code })
    }
  }
}

/** Writes to the activity that access may remain, for a grant that is removed. In the caller's transaction. */
export function recordRemaining(
  deps: Pick<TokenDeps, 'store' | 'now'>,
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
