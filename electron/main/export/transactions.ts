import type { Account } from '../../../shared/models/account.ts'
import type { ExportScope, MissingAccount } from '../../../shared/models/export.ts'
import { AppError, toFailure } from '../core/errors.ts'
import { readTransactionPages } from '../connections/data/transactions.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import type { TableFileFormat } from '../tables/formats.ts'
import { recordExport, type ExportedPart, type SavedData } from './record.ts'
import { ownerOf, transactionColumns, transactionRow, type OwnerCells } from './rows.ts'
import { accountsIn, type OwnedAccount, type Scoped } from './scope.ts'
import { fileName, nothingMissing, saveTable } from './table-file.ts'

export interface WantedTransactions {
  scope: ExportScope
  days: number
  toDay?: string | undefined
}

/** As many accounts are named in the window. */
const mostNamed = 20

/**
 * Reads transactions, one account after the other, and writes them into a file that the user chooses, page by page. An account that can't
 * be read is left out and named in the result. The file's name and rows say if something is missing.
 *
 * @throws AppError as readTransactions if no account can be read, `file_unwritable`, and the reason of the signal
 */
export async function exportTransactions(
  deps: RefreshDeps,
  wanted: WantedTransactions & { format: TableFileFormat },
  run: ExportRun = unattended,
): Promise<SavedData> {
  const scoped = accountsIn(deps, wanted.scope)
  const reading: Reading = {
    parts: new Map(scoped.connectionIds.map((id) => [id, newPart(deps, id)])),
    missing: [],
  }
  const { parts, missing } = reading
  const whole = () => {
    const all = [...parts.values()]
    return {
      partial: scoped.gone > 0 || all.some(({ isPartial }) => isPartial),
      unreadable: all.reduce((sum, { unreadable }) => sum + unreadable, 0),
    }
  }
  const pages = readAccounts(deps, scoped.accounts, wanted, run, reading)
  const name = nameOf(deps, scoped)
  const table = { name, columns: transactionColumns, pages, format: wanted.format, whole }
  const isSaved = await saveTable(deps, table, run)
  if (isSaved) {
    for (const [id, { owner: _, ...part }] of parts) recordExport(deps, id, 'transactions_exported', part)
  }
  return {
    saved: isSaved,
    isPartial: whole().partial,
    ...(missing.length > 0 && {
      missing: { count: missing.length, accounts: missing.slice(0, mostNamed) },
    }),
  }
}

/** What has been read of a connection. */
interface Part extends ExportedPart {
  repeated: number
  owner: OwnerCells
}

interface Reading {
  /** By connection. */
  parts: Map<string, Part>
  missing: MissingAccount[]
}

function newPart(deps: RefreshDeps, connectionId: string): Part {
  return { unreadable: 0, repeated: 0, isPartial: false, owner: ownerOf(deps, connectionId) }
}

async function* readAccounts(
  deps: RefreshDeps,
  accounts: readonly OwnedAccount[],
  wanted: WantedTransactions,
  run: ExportRun,
  { parts, missing }: Reading,
): AsyncGenerator<ReturnType<typeof transactionRow>[]> {
  for (const [index, { connectionId, account }] of accounts.entries()) {
    if (accounts.length > 1) run.reportLeft(accounts.length - index)
    const part = parts.get(connectionId) ?? newPart(deps, connectionId)
    try {
      const of = { connectionId, accountKey: account.key, days: wanted.days, toDay: wanted.toDay }
      for await (const page of readTransactionPages(deps, of, run.signal)) {
        part.unreadable += page.unreadable
        part.repeated += page.repeats
        part.isPartial ||= page.isPartial || page.unreadable > 0
        yield page.transactions.map((one) => transactionRow(part.owner, account, one, nothingMissing))
      }
    } catch (thrown) {
      if (!(thrown instanceof AppError) || run.signal.aborted || accounts.length === 1) throw thrown
      part.isPartial = true
      missing.push(missingAccount(part.owner, account, thrown))
      if (missing.length === accounts.length) throw thrown
    }
  }
}

function missingAccount({ institution }: OwnerCells, account: Account, thrown: AppError): MissingAccount {
  const name = account.mask === null ? account.name : `${account.name} ···${account.mask}`
  return { name, institutionName: institution, failure: toFailure(thrown) }
}

/** Of one account or one connection, its name; else Mooring's. */
function nameOf(deps: RefreshDeps, { accounts, connectionIds }: Scoped): string {
  const [first] = accounts
  if (first === undefined || connectionIds.length !== 1) return 'mooring-transactions'
  const { name, mask } = first.account
  const ofAccount = accounts.length === 1 ? [name, mask ?? ''] : []
  return fileName(deps, first.connectionId, [...ofAccount, 'transactions'], false)
}
