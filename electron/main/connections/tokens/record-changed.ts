import { recordChanged } from '../../receipts/record.ts'
import { appendActivity } from '../../store/activity.ts'
import { findConnection } from '../../store/connections.ts'
import { findInstitution } from '../../store/institutions.ts'
import type { GrantRow } from '../../store/rows.ts'
import type { Deps } from '../../runtime/deps.ts'

/**
 * Writes into receipts and activity that the institution grants more or less than before; nothing if it grants the same. In the caller's
 * transaction.
 */
export function recordGrantChanged(
  deps: Pick<Deps, 'store' | 'now'>,
  before: GrantRow,
  after: Parameters<typeof recordChanged>[2],
): void {
  if (!recordChanged(deps, before, after)) return
  const institutionId = findConnection(deps.store, before.connectionId)?.institutionId ?? ''
  appendActivity(deps.store, {
    connectionId: before.connectionId,
    institutionName: findInstitution(deps.store, institutionId)?.name ?? '',
    atMs: deps.now(),
    kind: 'grant_changed',
  })
}
