import { downloadDocument, type DocumentsOfAccount } from '../connections/data/documents.ts'
import { requireAccount } from '../connections/data/transactions.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import { recordExport } from './record.ts'
import { fileName } from './table-file.ts'

/**
 * Downloads a statement or tax form into a file that the user chooses. The name that is offered names institution, account and date; the
 * server's is not used.
 *
 * @param wanted.date its day, else its year, as listed
 * @returns whether it was saved: not when the user chose none
 * @throws AppError as downloadDocument, `file_unwritable`
 */
export async function saveDocument(
  deps: RefreshDeps,
  wanted: DocumentsOfAccount & { documentId: string; date: string | null },
  run: ExportRun = unattended,
): Promise<{ saved: boolean }> {
  const { connectionId, accountKey, kind, date } = wanted
  const { name, mask } = requireAccount(deps, connectionId, accountKey)
  const file = fileName(deps, connectionId, [name, mask ?? '', kind, date ?? ''], false)
  const isSaved = await deps.saveFile(
    `${file}.pdf`,
    async (write) => {
      await write(await downloadDocument(deps, wanted, run.signal))
      return null
    },
    { isDownloaded: true },
  )
  if (isSaved) {
    recordExport(deps, connectionId, 'document_saved', { unreadable: null, isPartial: null, repeated: null })
  }
  return { saved: isSaved }
}
