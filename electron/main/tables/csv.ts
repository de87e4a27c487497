import { stringify } from 'csv-stringify/sync'
import { namesOf, type Cell, type ColumnKind, type Columns, type Row, type TableFormat } from './columns.ts'
import { isMisread } from './misread-text.ts'

/**
 * The header line of a CSV file (RFC 4180, UTF-8). `csvRows` adds the rows.
 *
 * @param options.hasMark begins the file with a byte order mark, which Excel needs to read UTF-8
 */
export function csvHeader<Column extends string>(
  columns: Columns<Column>,
  options: { hasMark: boolean },
): string {
  return stringify([namesOf(columns)], { record_delimiter: 'windows', bom: options.hasMark })
}

/**
 * Rows as lines of a CSV file: CRLF after each line, booleans as `true` and `false`, null as an empty cell. One line is one row: control
 * characters in text become spaces.
 *
 * Text that a reader could misread gets a leading `'`, and so does text that begins with one: a reader that removes one `'` has the
 * original text. This covers text that a spreadsheet takes for something else, and ids that look like numbers. A mask gets an `x` instead:
 * `x0071`.
 */
export function csvRows<Column extends string>(
  columns: Columns<Column>,
  rows: readonly Row<Column>[],
): string {
  const names = namesOf(columns)
  const cells = rows.map((row) => names.map((name) => cellText(row[name], columns[name])))
  return stringify(cells, { record_delimiter: 'windows' })
}

/** A CSV file (RFC 4180), with the rules of `csvRows`. @param options as for `csvHeader` */
export function csvFormat(options: { hasMark: boolean }): TableFormat {
  return {
    extension: 'csv',
    async writeTable(columns, pages, write) {
      await write(csvHeader(columns, options))
      for await (const rows of pages) if (rows.length > 0) await write(csvRows(columns, rows))
    },
  }
}

const textKinds: ReadonlySet<ColumnKind> = new Set(['text', 'id', 'mask'])

function cellText(cell: Cell, kind: ColumnKind): string {
  if (cell === null) return ''
  const text = String(cell)
  if (!textKinds.has(kind)) return text
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  if (kind === 'mask') return `x${line}`
  return isMisread(line) || (kind === 'id' && isLikeNumber(line)) ? `'${line}` : line
}

/** An id is text for every reader, whatever digits it has. */
function isLikeNumber(text: string): boolean {
  return /^[\d\s.,:/+\-e]*\d[\d\s.,:/+\-e]*$/i.test(text)
}
