import { csvCell } from '../../../shared/csv-cell.ts'
import type { Cell, Column } from './columns.ts'

/** One line of a CSV file (RFC 4180), with its CRLF. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

export function csvRow(row: Readonly<Record<string, Cell>>, columns: readonly Column[]): string {
  return csvLine(columns.map(({ name, kind }) => csvCell(row[name] ?? null, kind)))
}

/** RFC 4180 section 2, 5 to 7. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
