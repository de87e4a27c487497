import { readOwner } from '../connections/data/owner.ts'
import type { RefreshDeps } from '../connections/refresh/refresher.ts'
import { unattended, type ExportRun } from '../runtime/export-runs.ts'
import type { ColumnKind } from '../tables/columns.ts'
import { recordExport, type SavedData } from './record.ts'
import { ownerOf, partsText, wholeColumns, type Of } from './rows.ts'
import { fileName, nothingMissing, saveTable } from './table-file.ts'

const contactColumns = {
  connection: 'id',
  institution: 'text',
  login: 'text',
  label: 'text',
  kind: 'value',
  contact: 'text',
  ...wholeColumns,
} as const satisfies Record<string, ColumnKind>

/**
 * Reads whose login a connection is and writes names, addresses, telephone numbers and e-mail addresses, each in a row, into a file that
 * the user chooses.
 *
 * @returns whether it was saved, and whether something is missing in it
 * @throws AppError as `readOwner`, `file_unwritable`, and the reason of the signal
 */
export async function exportOwner(
  deps: RefreshDeps,
  { connectionId, format }: { connectionId: string; format: 'csv' | 'json' },
  run: ExportRun = unattended,
): Promise<SavedData> {
  const { owner, isPartial } = await readOwner(deps, connectionId)
  const unreadable = owner.unreadable.length
  const whole = { partial: isPartial || unreadable > 0, unreadable }
  const { connection, institution, login, label } = ownerOf(deps, connectionId)
  const contacts = [
    ...owner.names.map((contact) => ({ kind: 'name', contact })),
    ...owner.addresses.map((contact) => ({ kind: 'address', contact })),
    ...owner.phones.map((contact) => ({ kind: 'phone', contact })),
    ...owner.emails.map((contact) => ({ kind: 'email', contact })),
  ]
  const rows: Of<typeof contactColumns>[] = contacts.map((one) => ({
    connection,
    institution,
    login,
    label,
    ...one,
    unreadable_values: partsText(owner.unreadable),
    ...nothingMissing,
  }))
  const name = fileName(deps, connectionId, ['contact'], false)
  const table = { name, columns: contactColumns, pages: pageOf(rows), format, whole: () => whole }
  const isSaved = await saveTable(deps, table, run)
  if (isSaved) {
    recordExport(deps, connectionId, 'owner_exported', {
      isPartial: whole.partial,
      unreadable,
      repeated: null,
    })
  }
  return { saved: isSaved, isPartial: whole.partial }
}

function* pageOf<T>(rows: T[]): Generator<T[]> {
  yield rows
}
