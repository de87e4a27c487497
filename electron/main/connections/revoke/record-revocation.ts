import type { Failure } from '../../../../shared/errors.ts'
import { appendActivity } from '../../store/activity.ts'
import type { GrantRow } from '../../store/rows.ts'
import { viewConnection, type ViewDeps } from '../model/view.ts'

/** Writes a step of a revocation to the activity. */
export function recordRevocation(
  deps: ViewDeps,
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
