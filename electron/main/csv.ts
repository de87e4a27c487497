import { stringify } from 'csv-stringify/sync'

/**
 * Rows as a CSV file (RFC 4180) with a line of names. A cell that a spreadsheet would take for a formula is marked as text: names come
 * from institutions.
 */
export function toCsv(columns: readonly string[], rows: readonly (string | number | null)[][]): string {
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
    bom: true,
  })
}
