import { slug } from '../../../shared/plain-text.ts'
import { csvHeader, csvRows, type Cell, type ColumnKind } from './csv.ts'
import { listConnections } from '../store/connections.ts'
import { listInstitutions } from '../store/institutions.ts'
import { readPreferences } from '../store/preferences.ts'
import type { Deps } from '../runtime/deps.ts'
import type { ExportRun } from '../runtime/export-runs.ts'
import { viewConnection, type ViewDeps } from '../connections/model/view.ts'

export type FileFormat = 'csv' | 'json'

/** How complete a file is: the last two columns of its table. */
export interface Whole {
  partial: boolean
  unreadable: number
}

interface Table<Column extends string> {
  /** Without day and extension. */
  name: string
  columns: Record<Column, ColumnKind>
  /** The rows, in parts. */
  pages: Iterable<Record<Column, Cell>[]> | AsyncIterable<Record<Column, Cell>[]>
  format: FileFormat
  /** Called at the end, if only then is known what is missing. Until then the rows have `nothingMissing`. */
  whole?: () => Whole
}

export const nothingMissing: Whole = { partial: false, unreadable: 0 }

/**
 * Writes a table into a file that the user chooses, page by page, as CSV or as a JSON array of objects with the same names, one a line.
 *
 * @returns false when the user chose none
 * @throws AppError `file_unwritable`, what reading a page throws, and the reason of the signal
 */
export function saveTable<Column extends string>(
  deps: Pick<Deps, 'now' | 'saveFile' | 'store'>,
  { name, columns, pages, format, whole }: Table<Column>,
  run: ExportRun,
): Promise<boolean> {
  const hasMark = !readPreferences(deps.store).csvWithoutMark
  return deps.saveFile(`${name}-${dayOf(deps.now())}.${format}`, async (write) => {
    let rowCount = 0
    await write(format === 'csv' ? csvHeader(columns, { hasMark }) : '[\n')
    for await (const rows of pages) {
      run.signal.throwIfAborted()
      if (rows.length > 0) {
        await write(format === 'csv' ? csvRows(columns, rows) : jsonRows(columns, rows, rowCount === 0))
      }
      rowCount += rows.length
      run.report(rowCount)
    }
    if (format === 'json') await write('\n]\n')
    const { partial, unreadable } = whole?.() ?? nothingMissing
    return partial ? { correct: correction(format, { partial, unreadable }) } : null
  })
}

function jsonRows<Column extends string>(
  columns: Record<Column, ColumnKind>,
  rows: readonly Record<Column, Cell>[],
  isFirst: boolean,
): string {
  const names = Object.keys(columns) as Column[]
  // With a list of names, they are written in its order.
  return `${isFirst ? '' : ',\n'}${rows.map((row) => JSON.stringify(row, names)).join(',\n')}`
}

/** Replaces what a row says about the whole file: its last two columns. Other lines stay. */
function correction(format: FileFormat, whole: Whole): (line: string) => string {
  const written = (one: Whole) =>
    format === 'csv' ? `,${one.partial},${one.unreadable}` : JSON.stringify(one).slice(1)
  const before = written(nothingMissing)
  const after = written(whole)
  return (line) => {
    const at = line.lastIndexOf(before)
    return at === -1 ? line : `${line.slice(0, at)}${after}${line.slice(at + before.length)}`
  }
}

/** The day in this computer's time zone. */
export function dayOf(ms: number): string {
  const at = new Date(ms)
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
}

/**
 * A file name for a connection, such as `mikomo-books-mikomo_7-accounts`: institution, label and login distinguish it from other
 * connections, and the beginning of its id where they do not. Short enough for every file system.
 *
 * @param isPartial adds that to the name: the recipient of the file sees only its name
 */
export function fileName(
  deps: ViewDeps,
  connectionId: string,
  parts: readonly string[],
  isPartial: boolean,
): string {
  const institutions = new Map(listInstitutions(deps.store).map(({ id, name }) => [id, name]))
  const ownerOf = (one: { institutionId: string; labels: readonly string[]; signedInAs: string }) =>
    joined([institutions.get(one.institutionId) ?? '', [...one.labels, one.signedInAs].join(' ')])
  const own = ownerOf(viewConnection(deps, connectionId))
  const isShared = listConnections(deps.store).some(
    (other) => other.id !== connectionId && ownerOf(other) === own,
  )
  const marks = isShared ? [connectionId.slice(0, 8)] : []
  return [own, joined([...marks, ...parts, ...(isPartial ? ['partial'] : [])])]
    .filter((part) => part !== '')
    .join('-')
}

function joined(parts: readonly string[]): string {
  return parts
    .map((part) => cut(slug(part)))
    .filter((part) => part !== '')
    .join('-')
}

/** File systems allow 255 bytes in a name. */
const mostBytes = 48

/** As many whole characters as fit into `mostBytes`. */
function cut(text: string): string {
  const bytes = Buffer.from(text).subarray(0, mostBytes)
  return new TextDecoder().decode(bytes).replace(/\uFFFD$/, '')
}

/** `2026-11-20 12:00:00`: spreadsheets and databases parse it as a time. */
export function utcText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
