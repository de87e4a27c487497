import type { ViewDeps } from '../connections/model/view.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import { findConnection } from '../store/connections.ts'
import {
  accountColumns,
  accountRows,
  record,
  type AccountRows,
  type SavedData,
} from './accounts-and-transactions.ts'
import { saveTable, type FileFormat } from './table-file.ts'

/**
 * Writes accounts of several connections, as last read, into a file that the user chooses. Skips those that were removed in the
 * meantime. Each connection's activity records the export.
 *
 * @param wanted.accounts in the order of the file
 * @returns whether it was saved: not when the user chose none; and whether something is missing in it
 * @throws AppError `file_unwritable`
 */
export async function exportSeveralAccounts(
  deps: ViewDeps & Pick<RefreshDeps, 'saveFile' | 'emit' | 'log'>,
  wanted: { accounts: readonly { connectionId: string; accountKey: string }[]; format: FileFormat },
  run: ExportRun = unattended,
): Promise<SavedData> {
  const connections = new Map<string, AccountRows>()
  for (const id of new Set(wanted.accounts.map(({ connectionId }) => connectionId))) {
    if (findConnection(deps.store, id)) connections.set(id, accountRows(deps, id))
  }
  const rows = wanted.accounts.flatMap(({ connectionId, accountKey }) => {
    const row = connections.get(connectionId)?.rows.get(accountKey)
    return row ? [row] : []
  })
  // Of an account that is gone, nothing says where it was: every row is partial.
  const isShort = rows.length < wanted.accounts.length
  const isPartial = isShort || [...connections.values()].some((one) => one.isPartial)
  const name = isPartial ? 'mooring-accounts-partial' : 'mooring-accounts'
  const table = {
    name,
    columns: accountColumns,
    pages: [isShort ? rows.map((row) => ({ ...row, partial: true })) : rows],
    format: wanted.format,
  }
  const isSaved = await saveTable(deps, table, run)
  if (isSaved) {
    for (const [id, { isPartial: isItsPartial, unreadable }] of connections) {
      record(deps, id, { kind: 'accounts_exported', unreadable, isPartial: isItsPartial, repeated: null })
    }
  }
  return { saved: isSaved, isPartial }
}
