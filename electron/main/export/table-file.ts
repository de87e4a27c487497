import { slug } from '../../../shared/plain-text.ts'
import { toCsv, type Cell, type ColumnKind } from './csv.ts'
import { listConnectionsOf } from '../store/connections.ts'
import { readPreferences } from '../store/preferences.ts'
import type { Deps } from '../runtime/deps.ts'
import { viewConnection, type ViewDeps } from '../connections/model/view.ts'

export type FileFormat = 'csv' | 'json'

/**
 * Writes a table into a file that the user chooses, as CSV or as a JSON array of objects with the same names.
 *
 * @param table.name without day and extension
 * @returns false when the user chose none
 * @throws AppError `file_unwritable`
 */
export function saveTable<Column extends string>(
  deps: Pick<Deps, 'now' | 'saveFile' | 'store'>,
  table: {
    name: string
    columns: Record<Column, ColumnKind>
    rows: Record<Column, Cell>[]
    format: FileFormat
  },
): Promise<boolean> {
  const { columns, rows, format } = table
  const hasMark = !readPreferences(deps.store).csvWithoutMark
  const text = format === 'csv' ? toCsv(columns, rows, { hasMark }) : `${JSON.stringify(rows, null, 2)}\n`
  return deps.saveFile({ name: `${table.name}-${dayOf(deps.now())}.${format}`, text })
}

/** The day in this computer's time zone. */
function dayOf(ms: number): string {
  const at = new Date(ms)
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
}

/**
 * A file name for a connection, such as `mikomo-books-mikomo_7-accounts`: institution, label and login distinguish it from other
 * connections.
 *
 * @param isPartial adds that to the name: the recipient of the file sees only its name
 */
export function fileName(
  deps: ViewDeps,
  connectionId: string,
  parts: readonly string[],
  isPartial: boolean,
): string {
  const { institutionId, institutionName, labels, signedInAs } = viewConnection(deps, connectionId)
  const ownerOf = (one: { labels: readonly string[]; signedInAs: string }) =>
    slug([...one.labels, one.signedInAs].join(' '))
  const own = ownerOf({ labels, signedInAs })
  const isShared = listConnectionsOf(deps.store, institutionId).some(
    (other) => other.id !== connectionId && ownerOf(other) === own,
  )
  const names = [
    institutionName,
    own,
    ...(isShared ? [connectionId.slice(0, 8)] : []),
    ...parts,
    ...(isPartial ? ['partial'] : []),
  ]
  return names
    .map((name) => slug(name).slice(0, 60))
    .filter((name) => name !== '')
    .join('-')
}

/** `2026-11-20 12:00:00`: spreadsheets and databases parse it as a time. */
export function utcText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
