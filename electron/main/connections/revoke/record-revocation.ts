import type { Failure } from '../../../../shared/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'
import { viewConnection } from '../model/view.ts'

/** What happened to a revocation, for the connection's history. */
export function recordRevocation(
  deps: Pick<Deps, 'store' | 'live' | 'now'>,
  grant: GrantRow,
  kind: 'revoke_requested' | 'revoke_undone' | 'revoke_failed' | 'revoked',
  facts: { problem?: Failure; status?: number; attempts?: number } = {},
): void {
  appendActivity(deps.store, {
    connectionId: grant.connectionId,
    institutionName: viewConnection(deps, grant.connectionId).institutionName,
    atMs: deps.now(),
    kind,
    ...facts,
  })
}
