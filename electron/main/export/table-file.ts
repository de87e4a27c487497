import { localDay } from '../../../shared/calendar.ts'
import { slug } from '../../../shared/plain-text.ts'
import { cellsOf, type Cells, type Columns, type Row } from '../tables/columns.ts'
import { jsonLines, tableFormat, type TableFileFormat } from '../tables/formats.ts'
import { listConnections } from '../store/connections.ts'
import { listInstitutions } from '../store/institutions.ts'
import { readPreferences } from '../store/preferences.ts'
import type { Deps } from '../runtime/deps.ts'
import type { ExportRun } from '../runtime/export-runs.ts'
import type { Rewrite } from '../system/write-chosen-file.ts'
import { viewConnection, type ViewDeps } from '../connections/model/view.ts'

/** How complete a file is: the last two columns of its table. */
export interface Whole {
  partial: boolean
  unreadable: number
}

interface Table<Column extends string> {
  /** Without day and extension. */
  name: string
  columns: Columns<Column>
  pages: Iterable<Row<Column>[]> | AsyncIterable<Row<Column>[]>
  format: TableFileFormat
  /** Called at the end, if only then is known what is missing. Until then the rows have `nothingMissing`. */
  whole?: () => Whole
}

export const nothingMissing: Whole = { partial: false, unreadable: 0 }

/**
 * Writes a table into a file that the user chooses, page by page.
 *
 * @returns false when the user chose none
 * @throws AppError `file_unwritable`, what reading a page throws, and the reason of the signal
 */
export function saveTable<Column extends string>(
  deps: Pick<Deps, 'now' | 'saveFile' | 'store'>,
  { name, columns, pages, format, whole }: Table<Column>,
  run: ExportRun,
): Promise<boolean> {
  const { extension, writeTable, isText } = tableFormat(format, {
    hasMark: !readPreferences(deps.store).csvWithoutMark,
  })
  // What is not text can't be corrected afterwards: its rows are JSON lines until all of them are there.
  const isDrafted = whole !== undefined && !isText
  const writeFirst = isDrafted ? jsonLines.writeTable : writeTable
  return deps.saveFile(`${name}-${localDay(deps.now())}.${extension}`, async (write) => {
    await writeFirst(columns, counted(columns, pages, run), write)
    if (whole === undefined) return null
    const { partial, unreadable } = whole()
    if (isDrafted) {
      return {
        isPartial: partial,
        rewrite: (lines, to) => writeTable(columns, draftedRows(columns, lines, { partial, unreadable }), to),
      }
    }
    return partial ? { isPartial: true, rewrite: correction({ partial, unreadable }, format) } : null
  })
}

/** Rows in the form that the formats take. Reports how many were read, and stops when the user cancels. */
async function* counted<Column extends string>(
  columns: Columns<Column>,
  pages: Table<Column>['pages'],
  run: ExportRun,
): AsyncGenerator<Cells[]> {
  let rowCount = 0
  for await (const rows of pages) {
    run.signal.throwIfAborted()
    yield rows.map((row) => cellsOf(columns, row))
    rowCount += rows.length
    run.report(rowCount)
  }
}

/** The rows of a file of JSON lines, with what turned out to be missing. */
async function* draftedRows<Column extends string>(
  columns: Columns<Column>,
  lines: AsyncIterable<string[]>,
  whole: Whole,
): AsyncGenerator<Cells[]> {
  for await (const page of lines) {
    yield page.map((line) => cellsOf(columns, { ...(JSON.parse(line) as Row<Column>), ...whole }))
  }
}

/** Replaces what a row says about the whole file: its last two columns. Other lines stay. */
function correction(whole: Whole, format: TableFileFormat): Rewrite {
  const written = (one: Whole) =>
    format === 'csv' ? `,${one.partial},${one.unreadable}` : JSON.stringify(one).slice(1)
  const before = written(nothingMissing)
  const after = written(whole)
  const corrected = (line: string) => {
    const at = line.lastIndexOf(before)
    return at === -1 ? line : `${line.slice(0, at)}${after}${line.slice(at + before.length)}`
  }
  return async (lines, write) => {
    for await (const page of lines) await write(page.map(corrected).join(''))
  }
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
