import type { Failure } from '../../../../shared/errors.ts'
import { failureFacts, recordConsent } from '../../receipts/record.ts'
import { appendActivity } from '../../store/activity.ts'
import type { GrantRow } from '../../store/rows.ts'
import { isFinalProblem } from '../model/grant-status.ts'
import { viewConnection, type ViewDeps } from '../model/view.ts'

/** Writes to the consent receipts that a revocation was not confirmed. In the caller's transaction. */
export function recordUnconfirmed(
  deps: Pick<ViewDeps, 'store' | 'now'>,
  grant: Pick<GrantRow, 'id' | 'connectionId'>,
  { problem, attempts }: { problem: Failure; attempts: number },
): void {
  recordConsent(deps, grant, {
    kind: 'revocation-failed',
    ...failureFacts(problem),
    attempts,
    isFinal: isFinalProblem(problem),
  })
}

/** Writes a step of a revocation to the activity. `revoke_requested` and `revoke_undone` go to the consent receipts too. */
export function recordRevocation(
  deps: ViewDeps,
  grant: GrantRow,
  kind: 'revoke_requested' | 'revoke_undone' | 'revoke_failed' | 'revoked',
  facts: { problem?: Failure; status?: number; attempts?: number } = {},
): void {
  if (kind === 'revoke_requested') recordConsent(deps, grant, { kind: 'revocation-requested' })
  if (kind === 'revoke_undone') recordConsent(deps, grant, { kind: 'revocation-undone' })
  appendActivity(deps.store, {
    connectionId: grant.connectionId,
    institutionName: viewConnection(deps, grant.connectionId).institutionName,
    atMs: deps.now(),
    kind,
    ...facts,
  })
}
