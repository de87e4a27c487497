import { stringify } from 'csv-stringify/sync'

/** `text` comes from outside or from the user; `value` is a number, a time or a word of ours, and is written as it is. */
export type ColumnKind = 'text' | 'value'

export type Cell = string | number | boolean | null

/**
 * Rows as a CSV file (RFC 4180, UTF-8 with a byte order mark): a header line always, CRLF after each line, booleans as `true` and
 * `false`, nothing for null. One line is one row: control characters in text are written as spaces. Text that a spreadsheet would take
 * for a formula gets a `'` before it, and so does text that begins with one: a reader that removes one `'` has the text again.
 */
export function toCsv<Column extends string>(
  columns: Record<Column, ColumnKind>,
  rows: readonly Record<Column, Cell>[],
): string {
  const names = Object.keys(columns) as Column[]
  const cells = rows.map((row) => names.map((name) => cellText(row[name], columns[name])))
  return stringify([names, ...cells], { record_delimiter: 'windows', bom: true })
}

function cellText(cell: Cell, kind: ColumnKind): string {
  if (cell === null) return ''
  const text = String(cell)
  if (kind === 'value') return text
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  return /^['=+\-@＝＋－＠]/.test(line) ? `'${line}` : line
}
