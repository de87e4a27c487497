import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { BulkBar } from '../connections/bulk-bar.tsx'
import type { RevokeScope } from '../connections/list/revoke-scope.ts'
import type { Checked } from '../connections/list/use-checked.ts'
import { RevokingBar } from '../connections/revoking-bar.tsx'
import { SelectionBar } from '../connections/selection-bar.tsx'
import type { BulkRefreshControl } from '../connections/use-bulk-refresh.ts'
import type { Revocation } from '../connections/use-revocation.ts'
import type { Router } from './use-router.ts'

/** Over the end of the list: what appears here moves no row. */
export function ListBars({
  connections,
  bulk,
  revocation,
  wasRevoked,
  checks,
  scope,
  open,
}: {
  connections: ConnectionSummary[]
  bulk: BulkRefreshControl
  revocation: Revocation
  wasRevoked: boolean
  checks: Checked
  scope: RevokeScope
  open: Router['open']
}) {
  return (
    <div className="list-bars">
      <BulkBar control={bulk} />
      <RevokingBar connections={connections} revocation={revocation} takesFocus={wasRevoked} />
      <SelectionBar
        checked={checks.checked}
        notShown={checks.notShown}
        revocable={scope.connections.length}
        onRefresh={bulk.start}
        onRevoke={() => open({ kind: 'revoke-several', scope })}
        onExport={(ids) => open({ kind: 'export', scope: { kind: 'connections', ids } })}
        onLabel={(several) => open({ kind: 'labels', connections: several })}
        onPolicy={(several) => open({ kind: 'policy', connections: several })}
        onClear={checks.clear}
      />
    </div>
  )
}
