import type { NamedAccounts } from '../../../shared/models/export.ts'
import { appendActivity } from '../store/activity.ts'
import { findConnection } from '../store/connections.ts'
import { write } from '../store/database.ts'
import { announce, viewConnection, type ViewDeps } from '../connections/model/view.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'

/** What became of an export. */
export interface SavedData {
  /** False when the user chose no file. */
  saved: boolean
  isPartial: boolean
  /** The accounts that could not be read. Absent if there are none. */
  missing?: NamedAccounts
  /** The accounts that have no transactions to read: nothing is missing. Absent if there are none. */
  none?: NamedAccounts
}

/** What an export has of a connection. */
export interface ExportedPart {
  unreadable: number
  isPartial: boolean
  repeated: number | null
}

/** Adds an export to the activity of a connection, unless that was removed while the user chose the file. */
export function recordExport(
  deps: ViewDeps & Pick<RefreshDeps, 'emit' | 'log'>,
  connectionId: string,
  kind:
    | 'accounts_exported'
    | 'transactions_exported'
    | 'holdings_exported'
    | 'owner_exported'
    | 'document_saved',
  part: ExportedPart | Record<keyof ExportedPart, null>,
): void {
  if (!findConnection(deps.store, connectionId)) return
  const { institutionName } = viewConnection(deps, connectionId)
  write(deps.store, () => {
    appendActivity(deps.store, { connectionId, institutionName, atMs: deps.now(), kind, ...part })
  })
  announce(deps, connectionId)
}
