import type { ExportFormat, ExportScope } from '../../../shared/models/export.ts'
import { requireConnection, type ViewDeps } from '../connections/model/view.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import { listAccounts } from '../store/accounts.ts'
import { recordExport, type SavedData } from './record.ts'
import { accountColumns, accountRow, ownerOf, type OwnerCells } from './rows.ts'
import { accountsIn, type Scoped } from './scope.ts'
import { saveSqlite } from './sqlite.ts'
import { fileName, saveTable, type Whole } from './table-file.ts'

const pageRows = 1000

/**
 * Writes accounts, as last read, into a file that the user chooses. The activity of each connection records the export.
 *
 * @throws AppError `not_found` if nothing of the scope is there, `file_unwritable`, and the reason of the signal
 */
export async function exportAccounts(
  deps: RefreshDeps,
  { scope, format }: { scope: ExportScope; format: ExportFormat },
  run: ExportRun = unattended,
): Promise<SavedData> {
  const scoped = accountsIn(deps, scope)
  const connections = new Map(scoped.connectionIds.map((id) => [id, partOf(deps, id)]))
  const isPartial = scoped.gone > 0 || [...connections.values()].some(({ whole }) => whole.partial)
  const [only = ''] = scoped.connectionIds
  const isOne = scope.kind === 'connections' && scoped.connectionIds.length === 1
  const name = isOne
    ? fileName(deps, only, ['accounts'], isPartial)
    : `mooring-accounts${isPartial ? '-partial' : ''}`
  const isSaved =
    format === 'sqlite'
      ? await saveSqlite(deps, { name, scoped, isPartial: () => false, transactions: null }, run)
      : await saveTable(
          deps,
          { name, columns: accountColumns, pages: pagesOf(scoped, connections), format },
          run,
        )
  if (isSaved) {
    for (const [id, { whole }] of connections) {
      const part = { isPartial: whole.partial, unreadable: whole.unreadable, repeated: null }
      recordExport(deps, id, 'accounts_exported', part)
    }
  }
  return { saved: isSaved, isPartial }
}

interface Part {
  owner: OwnerCells
  whole: Whole
}

/** What the last response lacked of a connection is said on each of its rows. */
function partOf(deps: ViewDeps, connectionId: string): Part {
  const connection = requireConnection(deps, connectionId)
  const accounts = listAccounts(deps.store, connectionId)
  const readInPart = accounts.filter((one) => one.unreadable.length > 0).length
  const partial =
    connection.isPartial || readInPart > 0 || accounts.some((one) => one.unavailable || one.isEarlier)
  const whole = { partial, unreadable: connection.unreadableAccounts + readInPart }
  return { owner: ownerOf(deps, connectionId), whole }
}

function* pagesOf(
  { accounts, gone }: Scoped,
  connections: ReadonlyMap<string, Part>,
): Generator<ReturnType<typeof accountRow>[]> {
  for (let from = 0; from < accounts.length; from += pageRows) {
    yield accounts.slice(from, from + pageRows).flatMap(({ connectionId, account }) => {
      const part = connections.get(connectionId)
      if (!part) return []
      // Of an account that is gone, nothing says where it was: every row is partial.
      const whole = { ...part.whole, partial: part.whole.partial || gone > 0 }
      return [accountRow(part.owner, account, whole)]
    })
  }
}
