import { stringify } from 'csv-stringify/sync'
import { isMisread } from './misread-text.ts'

/**
 * - `value`: our own number, day, time or code, written unchanged
 * - `text`: text from outside, or from the user
 * - `id`: text that may consist of digits
 * - `mask`: the last characters of a number
 */
export type ColumnKind = 'value' | 'text' | 'id' | 'mask'

export type Cell = string | number | boolean | null

/**
 * The header line of a CSV file (RFC 4180, UTF-8). `csvRows` adds the rows.
 *
 * @param options.hasMark begins the file with a byte order mark, which Excel needs to read UTF-8
 */
export function csvHeader<Column extends string>(
  columns: Record<Column, ColumnKind>,
  options: { hasMark: boolean },
): string {
  return stringify([Object.keys(columns)], { record_delimiter: 'windows', bom: options.hasMark })
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
  columns: Record<Column, ColumnKind>,
  rows: readonly Record<Column, Cell>[],
): string {
  const names = Object.keys(columns) as Column[]
  const cells = rows.map((row) => names.map((name) => cellText(row[name], columns[name])))
  return stringify(cells, { record_delimiter: 'windows' })
}

function cellText(cell: Cell, kind: ColumnKind): string {
  if (cell === null) return ''
  const text = String(cell)
  if (kind === 'value') return text
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  if (kind === 'mask') return `x${line}`
  return isMisread(line) || (kind === 'id' && isLikeNumber(line)) ? `'${line}` : line
}

/** An id is text for every reader, whatever digits it has. */
function isLikeNumber(text: string): boolean {
  return /^[\d\s.,:/+\-e]*\d[\d\s.,:/+\-e]*$/i.test(text)
}
