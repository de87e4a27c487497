import type { ExportFormat, ExportScope } from '../../../shared/models/export.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import { finish, nameOf, newReading, readAccounts, wholeOf, type Period } from './read-accounts.ts'
import type { SavedData } from './record.ts'
import { transactionColumns, transactionRow } from './rows.ts'
import { accountsIn } from './scope.ts'
import { saveSqlite } from './sqlite.ts'
import { nothingMissing, saveTable } from './table-file.ts'

/**
 * Reads transactions, one account after the other, and writes them into a file that the user chooses, page by page. An account that can't
 * be read is left out and named in the result. The file's name and rows say if something is missing; in SQLite its table `coverage` does.
 *
 * @throws AppError as readTransactions if no account can be read, `file_unwritable`, and the reason of the signal
 */
export async function exportTransactions(
  deps: RefreshDeps,
  { scope, format, ...period }: { scope: ExportScope; format: ExportFormat } & Period,
  run: ExportRun = unattended,
): Promise<SavedData> {
  const scoped = accountsIn(deps, scope)
  const reading = newReading(deps, scoped)
  const name = nameOf(deps, scoped)
  const whole = () => wholeOf(scoped, reading)
  if (format === 'sqlite') {
    const content = { name, scoped, isPartial: () => whole().partial, transactions: { reading, period } }
    return finish(deps, await saveSqlite(deps, content, run), scoped, reading)
  }
  async function* pages() {
    for await (const { of, owner, transactions } of readAccounts(
      deps,
      scoped.accounts,
      period,
      run,
      reading,
    )) {
      yield transactions.map((one) => transactionRow(owner, of.account, one, nothingMissing))
    }
  }
  const table = { name, columns: transactionColumns, pages: pages(), format, whole }
  return finish(deps, await saveTable(deps, table, run), scoped, reading)
}
