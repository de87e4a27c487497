import type { ReactNode } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { TabStop } from '../parts/tab-stop.ts'
import { text } from '../text/text.ts'
import { DeleteData } from './delete-data.tsx'
import { storedOf } from './stored.ts'
import { useConnectionData } from './use-connection-data.ts'

/** In the row of a revoked connection: what datasets still have of it, with a button that deletes it. */
export function StoredOfRevoked({
  connection,
  isCurrent,
  otherwise,
}: {
  connection: ConnectionSummary
  isCurrent: boolean
  /** Shown if they have nothing. */
  otherwise: ReactNode
}) {
  const data = useConnectionData(connection.id)
  const stored = data ? storedOf(data) : []
  if (stored.length === 0) return otherwise
  const rows = stored.reduce((sum, one) => sum + one.rows, 0)
  return (
    <TabStop value={isCurrent}>
      <div className="sub" data-keeps-focus onClick={(event) => event.stopPropagation()} role="presentation">
        {text.data.kept.rowsKept(rows)} <DeleteData connection={connection} stored={stored} look="link" />
      </div>
    </TabStop>
  )
}
