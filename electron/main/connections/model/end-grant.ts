import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import { failureFacts, recordConsent } from '../../receipts/record.ts'
import { appendActivity } from '../../store/activity.ts'
import { findConnection } from '../../store/connections.ts'
import { write } from '../../store/database.ts'
import { moveGrant } from '../../store/grants.ts'
import { findInstitution } from '../../store/institutions.ts'
import type { GrantRow } from '../../store/rows.ts'
import { deleteTokenLater } from '../tokens/grant-token.ts'
import type { TokenDeps } from '../tokens/tokens.ts'

/**
 * Ends an active grant: no planned work, no access token, and one line in the activity. The refresh token goes too where the
 * institution ended the grant; otherwise it is kept, because the institution may still end the whole grant for it.
 *
 * @param also more writes in the same transaction
 * @returns false when the grant is not active any more; then only `also` is done
 */
export function endGrant(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'log' | 'now' | 'runId'>,
  grant: GrantRow,
  ended: { problem: Failure; attempts?: number },
  also: () => void = () => {},
): boolean {
  const isEndedThere = errorTraits[ended.problem.code].endsGrant === 'at-institution'
  const hasEnded = write(deps.store, () => {
    also()
    const isMoved = moveGrant(deps.store, grant.id, ['active'], {
      state: 'ended',
      endedAtMs: deps.now(),
      nextTryAtMs: null,
      consentNoticeMs: null,
      problem: ended.problem,
      ...(isEndedThere ? { generation: 0 } : {}),
    })
    if (isMoved) recordEnded(deps, grant, ended)
    return isMoved
  })
  if (hasEnded && isEndedThere && grant.generation > 0) {
    deleteTokenLater(deps, grant.id, grant.generation)
  }
  return hasEnded
}

/** Deletes a grant's access token and writes to the activity and the consent receipts that the grant has ended. In the caller's transaction. */
export function recordEnded(
  deps: Pick<TokenDeps, 'store' | 'tokens' | 'now'>,
  { id, connectionId }: GrantRow,
  ended: { problem: Failure; attempts?: number },
): void {
  deps.tokens.deleteAccessToken(id)
  recordConsent(deps, { id, connectionId }, { kind: 'ended', ...failureFacts(ended.problem) })
  const connection = findConnection(deps.store, connectionId)
  const institution = connection && findInstitution(deps.store, connection.institutionId)
  appendActivity(deps.store, {
    connectionId,
    institutionName: institution?.name ?? '',
    atMs: deps.now(),
    kind: 'ended',
    ...ended,
  })
}
