import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { requireAccount } from '../connections/data/transactions.ts'
import type { ExportRun } from '../runtime/export-runs.ts'
import type { Columns, Row } from '../tables/columns.ts'
import { recordExport, type SavedData } from './record.ts'
import { accountCells, ownerOf } from './rows.ts'
import { fileName, nothingMissing, saveTable } from './table-file.ts'

/** What turns out to be missing while the rows are read. */
export interface ReadSoFar {
  unreadable: number
  isPartial: boolean
}

type Given =
  | keyof ReturnType<typeof ownerOf>
  | keyof ReturnType<typeof accountCells>
  | keyof typeof nothingMissing

/**
 * Writes what an account holds into a file that the user chooses: each row with its account. The file's name and rows say if some are
 * missing.
 *
 * @returns whether it was saved: not when the user chose none; and whether something is missing in it
 * @throws AppError `not_found`, as `pages`, `file_unwritable`, and the reason of the signal
 */
export async function saveAccountFile<Column extends string>(
  deps: RefreshDeps,
  wanted: { connectionId: string; accountKey: string; format: 'csv' | 'json' },
  {
    what,
    columns,
    pages,
  }: {
    /** In the file's name. */
    what: string
    columns: Columns<Column>
    pages: (read: ReadSoFar) => AsyncIterable<Omit<Row<Column>, Given>[]>
  },
  run: ExportRun,
): Promise<SavedData> {
  const { connectionId, format } = wanted
  const account = requireAccount(deps, connectionId, wanted.accountKey)
  const owner = { ...ownerOf(deps, connectionId), ...accountCells(account) }
  const read: ReadSoFar = { unreadable: 0, isPartial: false }
  async function* whole(): AsyncGenerator<Row<Column>[]> {
    for await (const rows of pages(read)) {
      yield rows.map((row) => ({ ...owner, ...row, ...nothingMissing }) as Row<Column>)
    }
  }
  const name = fileName(deps, connectionId, [account.name, account.mask ?? '', what], false)
  const missing = () => ({ partial: read.isPartial, unreadable: read.unreadable })
  const isSaved = await saveTable(deps, { name, columns, pages: whole(), format, whole: missing }, run)
  if (isSaved) recordExport(deps, connectionId, 'holdings_exported', { ...read, repeated: null })
  return { saved: isSaved, isPartial: read.isPartial }
}
